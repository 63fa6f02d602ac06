package dev.varve.repo.config;

import dev.varve.protocol.rate.RateSchedule;

/**
 * How much of the line the daemon uses, written as {@link RateSchedule#parse} reads it: {@code
 * 10MiB/s}, {@code "08:00-18:00 10MiB/s, 50MiB/s"} or {@code unlimited}.
 *
 * @param receive from all clients together
 * @param send to all clients together
 * @param receivePerClient from each
 * @param sendPerClient to each
 */
public record BandwidthConfiguration(
        String receive, String send, String receivePerClient, String sendPerClient) {
    private static final String UNLIMITED = "unlimited";

    public static final BandwidthConfiguration DEFAULT =
            new BandwidthConfiguration(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED);

    public BandwidthConfiguration {
        require("receive", receive);
        require("send", send);
        require("receivePerClient", receivePerClient);
        require("sendPerClient", sendPerClient);
    }

    private static void require(String name, String schedule) {
        try {
            RateSchedule.parse(schedule);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }
}
