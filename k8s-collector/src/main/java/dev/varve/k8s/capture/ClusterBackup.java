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
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.rule.CaptureRules;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ProtocolException;
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
     * @param reach what its scope means now
     * @param streams lanes at once
     * @param stateDirectory where journals are kept
     * @param rules what is never taken
     * @param everyVersion whether objects are kept in each version that the cluster serves, and not
     *     in the preferred one alone: for restores into clusters that serve only another
     * @param volumes pushed in the same session, after the objects
     * @param held what applications gave with their volumes, pushed after these
     * @param warnings what the caller could not take; the point says so
     */
    public record Request(
            ChainNames chains,
            Reach reach,
            int streams,
            Path stateDirectory,
            RetentionAsked retention,
            CaptureRules rules,
            boolean everyVersion,
            List<VolumeImage> volumes,
            HeldApplications held,
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
     * @throws ProtocolException SOURCE_UNREADABLE when the API server cannot be read; else as
     *     {@link BackupRun#run}
     */
    public Result run(Request request) throws IOException, InterruptedException {
        String started = clock.instant().toString();
        Reach reach = request.reach();
        CaptureReport report = new CaptureReport();
        ObjectsCapture objects =
                new ObjectsCapture(
                        cluster,
                        reach,
                        request.chains(),
                        request.rules(),
                        request.everyVersion(),
                        report);
        List<ImageBackup> images = new ArrayList<>(objects.images());
        request.volumes().forEach(volume -> images.add(volume.image()));
        images.addAll(request.held().images());
        Departures left =
                Departures.find(client, cipher, request, new ClaimList(cluster, reach.discovery()));
        Frame frame = new Frame(request, cluster.version(), started, left);
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
    private record Frame(Request request, String version, String started, Departures left) {}

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
        Request request = frame.request();
        List<String> warnings = new ArrayList<>(request.warnings());
        warnings.addAll(request.held().warnings());
        long warningCount = warnings.size() + report.warningCount();
        warnings.addAll(report.warnings());
        return new PointDescription(
                PointDescription.FORMAT,
                request.chains().cluster(),
                frame.version(),
                frame.started(),
                request.reach().scope().toString(),
                frame.left().namespaces(),
                frame.left().volumes(),
                report.resources().stream().map(ClusterBackup::describe).toList(),
                request.reach().namespaces(),
                report.objects(),
                report.leftOut(),
                request.volumes().stream().map(VolumeImage::description).toList(),
                request.held().descriptions(),
                request.held().hooks(),
                warnings.stream().limit(CaptureReport.MOST_WARNINGS).toList(),
                warningCount);
    }

    private static PointDescription.Resource describe(ApiResource resource) {
        return new PointDescription.Resource(
                resource.group(),
                resource.version(),
                resource.kind(),
                resource.plural(),
                resource.namespaced());
    }
}
