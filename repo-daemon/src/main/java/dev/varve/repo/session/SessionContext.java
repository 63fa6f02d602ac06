package dev.varve.repo.session;

import dev.varve.repo.store.Repository;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/** What all connections of a session server share. */
record SessionContext(
        SessionServerSettings settings,
        Repository repository,
        Admission admission,
        Writers writers,
        PendingBytes pending,
        Executor requests,
        Executor pulls,
        Semaphore checks,
        ClientConnections connections,
        PullPriority priority,
        Bandwidth bandwidth,
        SessionListener listener) {}
