package dev.varve.repo.alarm;

/** What alarms are about. Names are stable: receivers filter by them. */
public enum AlarmKind {
    /** The retention clock is not believed; nothing may expire. */
    CLOCK_IN_DOUBT,
    /** Less is free than the reserve; pushes end with DISK_FULL. */
    DISK_UNDER_RESERVE,
    /** The last run of a job failed. */
    JOB_FAILED,
    /** Points of a vault cannot be restored whole. */
    POINTS_DAMAGED,
    /** The last run of a check found damage, or differences. */
    CHECK_FINDINGS
}
