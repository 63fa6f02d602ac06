package dev.varve.ingest.push;

import com.google.protobuf.ByteString;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.journal.JournaledSession;
import dev.varve.ingest.journal.Journals;
import dev.varve.ingest.journal.SessionJournal;
import dev.varve.protocol.client.PushSession;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.CommitAnswer;
import dev.varve.protocol.message.CommitImage;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.Receipt;
import dev.varve.protocol.message.ReceiptBody;
import dev.varve.protocol.message.ReceiptImage;
import dev.varve.protocol.message.SessionOpened;
import dev.varve.protocol.message.Welcome;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes several sources in one session and commits them as one restore point; goes on with an
 * earlier run of the same sources when its journal is there and the sources are unchanged. Confined
 * to one thread; its images use as many as there are streams.
 */
public final class BackupRun {
    private static final Logger LOGGER = LoggerFactory.getLogger(BackupRun.class);

    /** How often the daemon may find something missing before the run gives up. */
    private static final int ATTEMPTS = 3;

    private final RepositoryClient client;
    private final VaultCipher cipher;
    private final BackupOptions options;
    private final Progress progress;
    private final Cancellation cancellation;
    private final SecureRandom random;
    private final InstantSource clock;

    public BackupRun(
            RepositoryClient client,
            VaultCipher cipher,
            BackupOptions options,
            Progress progress,
            Cancellation cancellation,
            SecureRandom random,
            InstantSource clock) {
        this.client = client;
        this.cipher = cipher;
        this.options = options;
        this.progress = progress;
        this.cancellation = cancellation;
        this.random = random;
        this.clock = clock;
    }

    /**
     * Pushes and commits.
     *
     * @throws ProtocolException what went wrong; unless its code says that the session is lost, the
     *     same run can be resumed by calling this again, also in another process
     */
    public BackupResult run(List<ImageBackup> images)
            throws ProtocolException, InterruptedException {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("nothing to back up");
        }
        List<ImageSource> sources = images.stream().map(ImageBackup::source).toList();
        try (SessionJournal journal = new Journals(options.stateDirectory()).open(scope(sources));
                PushSession session = open(journal, images, sources)) {
            Receipt receipt = session.opened().getReceipt();
            if (!session.opened().hasReceipt()) {
                receipt = pushAndCommit(session, journal, images);
            }
            ReceiptBody body = Receipts.verify(receipt, client.welcome(), sources);
            journal.delete();
            return result(session, receipt, body);
        }
    }

    private Receipt pushAndCommit(
            PushSession session, SessionJournal journal, List<ImageBackup> images)
            throws ProtocolException, InterruptedException {
        PushContext context =
                new PushContext(
                        client,
                        session,
                        cipher,
                        options.level(),
                        new RecentIds(),
                        progress,
                        cancellation,
                        streams());
        try {
            for (int attempt = 1; ; attempt++) {
                Commit commit = push(context, journal, images, attempt == 1);
                CommitAnswer answer = session.commit(commit);
                if (answer.hasReceipt()) {
                    return answer.getReceipt();
                }
                if (attempt == ATTEMPTS) {
                    throw missing(answer);
                }
                LOGGER.atInfo()
                        .addKeyValue("chunkIdBytes", answer.getMissing().getChunkIds().size())
                        .addKeyValue("nodeIdBytes", answer.getMissing().getNodeIds().size())
                        .log("the repository misses some of what it had: pushing it again");
                context.recent().clear();
            }
        } catch (ProtocolException e) {
            if (e.code() == ErrorCode.BASE_CHANGED || e.code() == ErrorCode.SESSION_UNKNOWN) {
                journal.delete(); // this session can never be committed
            }
            throw e;
        }
    }

    private Commit push(
            PushContext context, SessionJournal journal, List<ImageBackup> images, boolean trust)
            throws ProtocolException, InterruptedException {
        SessionOpened opened = context.session().opened();
        List<CommitImage> pushed = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            cancellation.check();
            ImagePush push = new ImagePush(context, i, opened.getBases(i), journal, trust);
            pushed.add(images.get(i).push(push));
        }
        PointNotes notes = options.notes().get();
        byte[] description = notes.description().getBytes(StandardCharsets.UTF_8);
        Progress.Snapshot figures = progress.snapshot();
        return Commit.newBuilder()
                .setSessionId(opened.getSessionId())
                .addAllImages(pushed)
                .setSealedDescription(ByteString.copyFrom(cipher.sealDescription(description)))
                .setConsistency(notes.consistency())
                .setWarnings(figures.warnings())
                .setRetention(options.retention())
                .setClientMillis(clock.millis())
                .setReadBytes(figures.readBytes())
                .setSentBytes(context.session().sentBytes())
                .build();
    }

    private PushSession open(
            SessionJournal journal, List<ImageBackup> images, List<ImageSource> sources)
            throws ProtocolException, InterruptedException {
        List<byte[]> identities = images.stream().map(ImageBackup::identity).toList();
        JournaledSession earlier = journal.session().orElse(null);
        if (earlier != null && earlier.hasSources(identities)) {
            PushSession resumed = resume(earlier, sources);
            if (resumed != null) {
                return resumed;
            }
        } else if (earlier != null) {
            giveUp(earlier, sources);
        }
        PushSession session =
                client.openSession(
                        OpenSession.newBuilder()
                                .setSessionId(ByteString.copyFrom(Uid.random(random).toBytes()))
                                .addAllSources(sources)
                                .setTakeover(options.takeover())
                                .build());
        SessionOpened opened = session.opened();
        if (opened.getBasesCount() != sources.size()) {
            session.close();
            throw new ProtocolException(
                    ErrorCode.BAD_MESSAGE,
                    opened.getBasesCount() + " bases for " + sources.size() + " sources",
                    "");
        }
        journal.begin(
                new JournaledSession(
                        Uid.of(opened.getSessionId().toByteArray()),
                        opened.getResumeToken().toByteArray(),
                        identities));
        return session;
    }

    /** Null when the daemon has given the session up, or the chain went on without it. */
    private @Nullable PushSession resume(JournaledSession earlier, List<ImageSource> sources)
            throws ProtocolException, InterruptedException {
        try {
            PushSession session =
                    client.openSession(
                            OpenSession.newBuilder()
                                    .setSessionId(ByteString.copyFrom(earlier.session().toBytes()))
                                    .setResumeToken(ByteString.copyFrom(earlier.resumeToken()))
                                    .addAllSources(sources)
                                    .build());
            if (session.opened().getResumed() || session.opened().hasReceipt()) {
                return session;
            }
            session.close();
            return null;
        } catch (ProtocolException e) {
            if (e.code() == ErrorCode.SESSION_UNKNOWN
                    || e.code() == ErrorCode.BASE_CHANGED
                    || e.code() == ErrorCode.FORBIDDEN) {
                return null;
            }
            throw e;
        }
    }

    private void giveUp(JournaledSession earlier, List<ImageSource> sources)
            throws InterruptedException {
        LOGGER.atInfo()
                .addKeyValue("session", earlier.session())
                .log("a source changed since the run before: beginning anew");
        try (PushSession session = resume(earlier, sources)) {
            if (session != null && !session.opened().hasReceipt()) {
                session.abandon();
            }
        } catch (ProtocolException e) {
            LOGGER.atInfo().setCause(e).log("an old session could not be given up; it will expire");
        }
    }

    private BackupResult result(PushSession session, Receipt receipt, ReceiptBody body) {
        Progress.Snapshot figures = progress.snapshot();
        List<Id> roots =
                body.getImagesList().stream()
                        .map(ReceiptImage::getRoot)
                        .map(root -> Id.at(root.toByteArray(), 0))
                        .toList();
        return new BackupResult(
                Uid.of(body.getPointId().toByteArray()),
                roots,
                figures.readBytes(),
                session.sentBytes(),
                body.getStoredBytes(),
                figures.warnings(),
                receipt,
                body);
    }

    private int streams() {
        int allowed = client.welcome().getLimits().getStreams();
        return allowed > 0 ? Math.min(allowed, options.streams()) : options.streams();
    }

    private String scope(List<ImageSource> sources) {
        Welcome welcome = client.welcome();
        StringBuilder scope = new StringBuilder();
        scope.append(HexFormat.of().formatHex(welcome.getRepositoryId().toByteArray()));
        scope.append('\n').append(welcome.getVault().getName());
        for (ImageSource source : sources) {
            scope.append('\n').append(source.getKind()).append(' ').append(source.getChain());
        }
        return scope.toString();
    }

    private static ProtocolException missing(CommitAnswer answer) {
        int chunks = answer.getMissing().getChunkIds().size() / Id.LENGTH;
        int nodes = answer.getMissing().getNodeIds().size() / Id.LENGTH;
        return new ProtocolException(
                ErrorCode.CHUNKS_MISSING,
                "after "
                        + ATTEMPTS
                        + " attempts the repository still misses "
                        + chunks
                        + " chunks and "
                        + nodes
                        + " nodes",
                "run varve check; if the source changes while it is read, back up a snapshot of it");
    }
}
