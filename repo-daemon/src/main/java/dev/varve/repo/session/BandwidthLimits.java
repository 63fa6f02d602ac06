package dev.varve.repo.session;

import dev.varve.protocol.rate.RateSchedule;

/**
 * How fast a daemon receives runs and sends records, on average.
 *
 * @param receive from all clients together
 * @param send to all clients together
 * @param receivePerClient from each
 * @param sendPerClient to each
 */
public record BandwidthLimits(
        RateSchedule receive,
        RateSchedule send,
        RateSchedule receivePerClient,
        RateSchedule sendPerClient) {
    public static final BandwidthLimits NONE =
            new BandwidthLimits(
                    RateSchedule.NONE, RateSchedule.NONE, RateSchedule.NONE, RateSchedule.NONE);
}
