package dev.varve.repo.store;

import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.Index;
import dev.varve.repo.retention.Retention;
import dev.varve.repo.store.segment.RecordStore;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * What a repository is put together from.
 *
 * @param records opened, not started
 * @param receiptKey Ed25519
 */
public record RepositoryParts(
        Uid repositoryId,
        RecordStore records,
        Index index,
        VaultDocuments vaults,
        KeyPair receiptKey,
        Clock clock,
        SecureRandom random,
        StoreLimits limits,
        Retention retention) {}
