package dev.varve.repo.vault;

/**
 * {@code quotas/<vault>.json}: how much a vault may hold. docs/formats/manifest.md.
 *
 * @param quotaBytes at least 1; a vault without a quota has no file
 */
record QuotaFile(String format, int version, String repositoryId, String name, long quotaBytes)
        implements Document {
    static final String FORMAT = "varve quota";
    static final int VERSION = 1;

    QuotaFile {
        if (quotaBytes < 1) {
            throw new IllegalArgumentException("quotaBytes " + quotaBytes + " is under 1");
        }
    }

    static QuotaFile of(String repositoryId, String vault, long quotaBytes) {
        return new QuotaFile(FORMAT, VERSION, repositoryId, vault, quotaBytes);
    }
}
