package dev.varve.repo.metrics;

import dev.varve.repo.schedule.JobListener;
import dev.varve.repo.schedule.Outcome;
import dev.varve.repo.schedule.Progress;
import dev.varve.repo.schedule.Run;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the runs of jobs, and lists them as tasks. */
public final class JobMeter implements JobListener {
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final String LABEL = "job";

    private final Tasks tasks;
    private final Map<String, Tasks.Running> running = new ConcurrentHashMap<>();
    private final Gauge succeeded;
    private final Gauge seconds;
    private final Gauge runningNow;
    private final Counter failures;

    public JobMeter(Metrics metrics, Tasks tasks) {
        this.tasks = tasks;
        this.succeeded =
                gauge(
                        metrics,
                        "varve_job_last_success_timestamp_seconds",
                        "End of the last run that succeeded, seconds since 1970; 0: none did");
        this.seconds =
                gauge(metrics, "varve_job_last_duration_seconds", "How long the last run took");
        this.runningNow = gauge(metrics, "varve_job_running", "1 while the job runs");
        this.failures =
                Counter.builder()
                        .name("varve_job_failures")
                        .help("Runs that failed since the start")
                        .labelNames(LABEL)
                        .register(metrics.registry());
    }

    private static Gauge gauge(Metrics metrics, String name, String help) {
        return Gauge.builder().name(name).help(help).labelNames(LABEL).register(metrics.registry());
    }

    @Override
    public void known(String job, long succeededMillis) {
        succeeded.labelValues(job).set(succeededMillis / MILLIS_PER_SECOND);
        runningNow.labelValues(job).set(0);
        failures.initLabelValues(job);
    }

    @Override
    public void started(String job) {
        runningNow.labelValues(job).set(1);
        running.put(job, tasks.begin("job", "", job));
    }

    @Override
    public void progressed(String job, Progress progress) {
        Tasks.Running task = running.get(job);
        if (task != null && progress.unit().equals("bytes")) {
            task.progress(progress.done(), progress.total());
        }
    }

    @Override
    public void ended(String job, Run run) {
        Tasks.Running task = running.remove(job);
        if (task != null) {
            task.close();
        }
        runningNow.labelValues(job).set(0);
        double took = (run.endedMillis() - run.start().startedMillis()) / MILLIS_PER_SECOND;
        seconds.labelValues(job).set(took);
        switch (run.outcome()) {
            case Outcome.Succeeded _ ->
                    succeeded.labelValues(job).set(run.endedMillis() / MILLIS_PER_SECOND);
            case Outcome.Failed _ -> failures.labelValues(job).inc();
            case Outcome.Stopped _ -> {}
        }
    }
}
