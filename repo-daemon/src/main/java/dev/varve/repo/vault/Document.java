package dev.varve.repo.vault;

/** What every JSON file says of itself first. */
interface Document {
    /** What kind of file this is, in words. */
    String format();

    int version();

    /** 32 hexadecimal digits. */
    String repositoryId();

    /** What the file is named by; without {@code .json}. */
    String name();
}
