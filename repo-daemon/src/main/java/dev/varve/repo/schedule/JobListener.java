package dev.varve.repo.schedule;

/** Hears of runs, in their order. Must not wait or throw, and must not call the scheduler. */
public interface JobListener {
    /** Once for each job, before anything runs; also with what is known from before. */
    void known(String job, long succeededMillis);

    void started(String job);

    void progressed(String job, Progress progress);

    void ended(String job, Run run);
}
