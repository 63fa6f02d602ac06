package dev.varve.k8s.controller;

import dev.varve.k8s.act.ActJournal;
import dev.varve.k8s.act.ActJournals;
import dev.varve.k8s.act.Acts;
import dev.varve.k8s.act.RemovalReport;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.act.Waiting;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.SplitCluster;
import dev.varve.k8s.held.Protections;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.resource.Api;
import dev.varve.k8s.resource.Direction;
import dev.varve.k8s.volume.AbandonedVolumes;
import dev.varve.k8s.volume.MoverPlaces;
import dev.varve.k8s.volume.MoverSettings;
import dev.varve.k8s.volume.Patience;
import dev.varve.k8s.volume.ReadingLimits;
import dev.varve.k8s.volume.VolumeTools;
import dev.varve.k8s.volume.VolumeWatcher;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Opens what runs move volumes with. A run is named by its uid, in its journal and in the marks of
 * what it makes, so that whoever leads next goes on with it. Safe for use by many threads.
 */
final class VolumeRuns {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final Actors actors;
    private final Repositories repositories;
    private final Settings settings;
    private final InstantSource clock;

    /** One for all runs: they share the drivers and the nodes. */
    private final MoverPlaces places = new MoverPlaces();

    VolumeRuns(
            KubernetesClient client,
            Actors actors,
            Repositories repositories,
            Settings settings,
            InstantSource clock) {
        this.client = client;
        this.actors = actors;
        this.repositories = repositories;
        this.settings = settings;
        this.clock = clock;
    }

    /** Where movers run; nothing: this controller has none. */
    Optional<Settings.Movers> movers() {
        return settings.movers();
    }

    /** How many volumes a backup reads side by side. */
    ReadingLimits limits() {
        return new ReadingLimits(settings.movers().orElseThrow().atOnce(), places);
    }

    ClaimProfiles profiles(String namespace, dev.varve.k8s.resource.VolumeChoice choice) {
        return ClaimProfiles.of(client, namespace, settings.home(), choice);
    }

    /** How the applications of a run's namespaces are held. */
    Protections protections(String namespace) {
        return new ResourceProtections(client, namespace);
    }

    /** The journals of this controller's runs. */
    ActJournals journals() {
        return new ActJournals(
                settings.stateDirectory().resolve("acts"), Controller.collector(settings.home()));
    }

    /**
     * Begins with the volumes of a run, or goes on with them.
     *
     * @param repository a RepositoryRef of the run's namespace; movers get its profile
     * @param actor the cluster as the run sees it
     */
    RunVolumes open(
            HasMetadata run, Direction direction, String repository, Cluster actor, Work.Stop stop)
            throws IOException, InterruptedException {
        Settings.Movers movers = settings.movers().orElseThrow();
        VolumeTasks tasks =
                new VolumeTasks(client, run, direction, repository, journals().collector(), clock);
        Cluster own = actors.own();
        try {
            ActJournal journal = journal(run, own);
            try {
                Acts acts = new Acts(new SplitCluster(actor, own, movers.namespace()), journal);
                VolumeTools tools = tools(acts, "none", stop, tasks);
                clear(run, tools);
                byte[] profile = repositories.profile(run.getMetadata().getNamespace(), repository);
                String secret = credentials(run).bring(profile, tools);
                MoverSettings filled = settings(movers, secret);
                return new RunVolumes(own, journals(), tools.withMovers(filled), tasks, stop);
            } catch (IOException | InterruptedException | RuntimeException e) {
                journal.close();
                throw e;
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            own.close();
            throw e;
        }
    }

    /**
     * The run's journal. One that is older than what stands in the cluster is thrown away: another
     * process, that had none, began anew since.
     */
    private ActJournal journal(HasMetadata run, Cluster own)
            throws IOException, InterruptedException {
        String uid = run.getMetadata().getUid();
        ActJournal journal = journals().open(uid);
        try {
            if (!credentials(run).areOfAnother(journal, own)) {
                return journal;
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            journal.close();
            throw e;
        }
        journal.close();
        journals().forget(uid);
        return journals().open(uid);
    }

    private MoverCredentials credentials(HasMetadata run) {
        return new MoverCredentials(key(run), settings.movers().orElseThrow().namespace());
    }

    /** For work on a cluster that waits as runs do. */
    VolumeTools tools(Acts acts, String secret, Work.Stop stop, VolumeWatcher watcher)
            throws IOException, InterruptedException {
        Settings.Movers movers = settings.movers().orElseThrow();
        return new VolumeTools(
                acts,
                new Served(acts.cluster().discover()),
                waiting(stop),
                Patience.DEFAULT,
                settings(movers, secret),
                watcher);
    }

    private static MoverSettings settings(Settings.Movers movers, String secret) {
        return MoverSettings.of(movers.namespace(), movers.image(), secret)
                .withServiceAccount(movers.serviceAccount())
                .withKubelet(movers.kubelet());
    }

    /** A cancel takes things back; the end of the controller leaves them to the next one. */
    private Waiting waiting(Work.Stop stop) {
        return new Waiting(
                clock,
                time -> {
                    if (stop.controllerEnds()) {
                        throw new InterruptedException("the controller ends");
                    }
                    Thread.sleep(time);
                },
                LOOK,
                () -> stop.cancellation().cancelled() && !stop.controllerEnds(),
                (what, since, limit) -> {});
    }

    /**
     * Takes back what has the run's marks and is not in the journal: it was made by a process whose
     * state directory is lost, and nobody knows how far it is.
     */
    private static void clear(HasMetadata run, VolumeTools tools)
            throws IOException, InterruptedException {
        ObjectKey key = key(run);
        ActJournal journal = tools.acts().journal();
        if (journal.progress(key).isPresent()) {
            return;
        }
        RemovalReport report =
                new AbandonedVolumes(tools, other -> !other.equals(journal.run()))
                        .putBack()
                        .report();
        if (report.kept().isEmpty()) {
            report = tools.removal().removeRun();
        }
        if (!report.kept().isEmpty()) {
            RemovalReport.Kept first = report.kept().getFirst();
            throw new IOException(
                    "what an earlier attempt left must go first: %s: %s"
                            .formatted(first.object(), first.why()));
        }
        journal.reached(key, MoverCredentials.begun());
    }

    static ObjectKey key(HasMetadata run) {
        return new ObjectKey(
                new GroupKind(Api.GROUP, run.getKind()),
                run.getMetadata().getNamespace(),
                run.getMetadata().getName());
    }
}
