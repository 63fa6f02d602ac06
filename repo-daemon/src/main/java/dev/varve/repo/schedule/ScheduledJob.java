package dev.varve.repo.schedule;

/** A job and when it runs. */
public record ScheduledJob(Job job, JobPlan plan) {}
