package dev.varve.repo.daemon;

import dev.varve.repo.alarm.AlarmKind;
import dev.varve.repo.alarm.Alarms;
import dev.varve.repo.alarm.Severity;
import dev.varve.repo.schedule.JobListener;
import dev.varve.repo.schedule.JobResult;
import dev.varve.repo.schedule.Outcome;
import dev.varve.repo.schedule.Progress;
import dev.varve.repo.schedule.Run;

/** Raises alarms for jobs that fail or find damage, until they succeed or find none. */
record JobAlarms(Alarms alarms) implements JobListener {
    @Override
    public void known(String job, long succeededMillis) {}

    @Override
    public void started(String job) {}

    @Override
    public void progressed(String job, Progress progress) {}

    @Override
    public void ended(String job, Run run) {
        switch (run.outcome()) {
            case Outcome.Succeeded succeeded -> succeeded(job, succeeded.result());
            case Outcome.Failed failed ->
                    alarms.raise(
                            AlarmKind.JOB_FAILED,
                            Severity.WARNING,
                            job,
                            "job " + job + " failed: " + failed.why(),
                            "See varve jobs show "
                                    + job
                                    + " and the daemon's log; it runs again"
                                    + " at its next time.");
            case Outcome.Stopped _ -> {}
        }
    }

    private void succeeded(String job, JobResult result) {
        alarms.clear(AlarmKind.JOB_FAILED, job);
        if (result.findingsCount() == 0) {
            alarms.clear(AlarmKind.CHECK_FINDINGS, job);
            return;
        }
        String first =
                result.findings().isEmpty() ? "" : ", the first: " + result.findings().getFirst();
        alarms.raise(
                AlarmKind.CHECK_FINDINGS,
                Severity.CRITICAL,
                job,
                "job " + job + " found " + result.findingsCount() + " things wrong" + first,
                "See varve jobs show " + job + ".");
    }
}
