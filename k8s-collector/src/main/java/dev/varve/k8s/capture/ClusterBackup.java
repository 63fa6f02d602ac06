package dev.varve.k8s.capture;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.push.BackupOptions;
import dev.varve.ingest.push.BackupResult;
import dev.varve.ingest.push.BackupRun;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.ImageBackup;
import dev.varve.ingest.push.PointNotes;
import dev.varve.ingest.push.Progress;
import dev.varve.ingest.record.CompressionLevel;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.rule.CaptureRules;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.RetentionAsked;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Backs a scope of a cluster up into one restore point: objects and volumes, all or nothing.
 * Confined to one thread.
 */
public final class ClusterBackup {
    private final Cluster cluster;
    private final RepositoryClient client;
    private final VaultCipher cipher;
    private final Progress progress;
    private final Cancellation cancellation;
    private final SecureRandom random;
    private final InstantSource clock;

    public ClusterBackup(
            Cluster cluster,
            RepositoryClient client,
            VaultCipher cipher,
            Progress progress,
            Cancellation cancellation,
            SecureRandom random,
            InstantSource clock) {
        this.cluster = cluster;
        this.client = client;
        this.cipher = cipher;
        this.progress = progress;
        this.cancellation = cancellation;
        this.random = random;
        this.clock = clock;
    }

    /**
     * What to back up, and how.
     *
     * @param streams lanes at once
     * @param stateDirectory where journals are kept
     * @param rules what is never taken
     * @param volumes pushed in the same session, after the objects
     * @param warnings what the caller could not take; the point says so
     */
    public record Request(
            ChainNames chains,
            Scope scope,
            int streams,
            Path stateDirectory,
            RetentionAsked retention,
            CaptureRules rules,
            List<VolumeImage> volumes,
            List<String> warnings) {
        public Request {
            volumes = List.copyOf(volumes);
            warnings = List.copyOf(warnings);
        }
    }

    /** A volume that goes into the point, and what the point says of it. */
    public record VolumeImage(ImageBackup image, PointDescription.Volume description) {}

    /** What came of it. */
    public record Result(BackupResult backup, PointDescription description) {}

    /**
     * Captures and commits.
     *
     * @throws ProtocolException USAGE when the scope fits no namespace; SOURCE_UNREADABLE when the
     *     API server cannot be read; else as {@link BackupRun#run}
     */
    public Result run(Request request) throws IOException, InterruptedException {
        String started = clock.instant().toString();
        Discovery discovery = cluster.discover();
        List<String> namespaces = NamespaceList.of(cluster, discovery, request.scope());
        boolean outside = request.scope().clusterObjects() != Scope.ClusterObjects.NONE;
        if (namespaces.isEmpty() && !outside) {
            throw new ProtocolException(
                    ErrorCode.USAGE,
                    "no namespace of " + cluster.server() + " fits the scope",
                    "varve k8s discover shows what there is");
        }
        CaptureReport report = new CaptureReport();
        ObjectsCapture objects =
                new ObjectsCapture(
                        cluster,
                        discovery,
                        request.scope(),
                        namespaces,
                        request.chains(),
                        request.rules(),
                        report);
        List<ImageBackup> images = new ArrayList<>(objects.images());
        request.volumes().forEach(volume -> images.add(volume.image()));
        Frame frame =
                new Frame(
                        request, cluster.version(), started, namespaces, left(request, namespaces));
        BackupOptions options =
                new BackupOptions(
                        CompressionLevel.DEFAULT,
                        request.streams(),
                        request.stateDirectory(),
                        () -> notes(frame, report),
                        request.retention(),
                        false);
        BackupRun run =
                new BackupRun(client, cipher, options, progress, cancellation, random, clock);
        BackupResult result = run.run(images);
        return new Result(result, describe(frame, report));
    }

    /** What is known of a point before its objects are read. */
    private record Frame(
            Request request,
            String version,
            String started,
            List<String> namespaces,
            List<String> left) {}

    /** Namespaces that are no longer there, or no longer fit: nobody must miss them silently. */
    private List<String> left(Request request, List<String> now)
            throws ProtocolException, InterruptedException {
        for (PointDocument document :
                client.listPoints(ListPoints.getDefaultInstance()).getPointsList().reversed()) {
            PointDescription description =
                    ClusterPoint.open(document, cipher).map(ClusterPoint::description).orElse(null);
            if (description != null
                    && description.cluster().equals(request.chains().cluster())
                    && description.scope().equals(request.scope().toString())) {
                return description.namespaces().stream()
                        .filter(namespace -> !now.contains(namespace))
                        .toList();
            }
        }
        return List.of();
    }

    private static PointNotes notes(Frame frame, CaptureReport report) {
        return new PointNotes(
                describe(frame, report).toJson(),
                Consistency.weakest(
                                Stream.concat(
                                        Stream.of(Consistency.LIVE.word()),
                                        frame.request().volumes().stream()
                                                .map(volume -> volume.description().consistency())))
                        .word());
    }

    private static PointDescription describe(Frame frame, CaptureReport report) {
        return new PointDescription(
                PointDescription.FORMAT,
                frame.request().chains().cluster(),
                frame.version(),
                frame.started(),
                frame.request().scope().toString(),
                frame.left(),
                report.resources().stream()
                        .map(each ->
                                new PointDescription.Resource(
                                        each.group(),
                                        each.version(),
                                        each.kind(),
                                        each.plural(),
                                        each.namespaced()))
                        .toList(),
                frame.namespaces(),
                report.objects(),
                report.leftOut(),
                frame.request().volumes().stream().map(VolumeImage::description).toList(),
                Stream.concat(frame.request().warnings().stream(), report.warnings().stream())
                        .limit(CaptureReport.MOST_WARNINGS)
                        .toList(),
                frame.request().warnings().size() + report.warningCount());
    }
}
