package dev.usbshare.server.relay;

import dev.usbshare.service.limits.AddressBuckets;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * What the parts of one relay share. Confined to the relay's event loop, but for the counts.
 *
 * @param random cryptographically strong
 */
record RelayContext(
        EventLoop loop,
        Clock clock,
        RandomGenerator random,
        RelaySetup setup,
        RelayCounts counts,
        LiveRules rules,
        QueueBudget budget,
        ClientRegistry clients,
        RecordStore records,
        AddressBuckets connects,
        AddressBuckets publishes) {

    static RelayContext of(EventLoop loop, Clock clock, RandomGenerator random, RelaySetup setup, RecordStore records) {
        var counts = new RelayCounts();
        var rules = new LiveRules(setup.access(), setup.limits());
        return new RelayContext(
                loop,
                clock,
                random,
                setup,
                counts,
                rules,
                new QueueBudget(),
                new ClientRegistry(counts),
                records,
                new AddressBuckets(
                        clock,
                        setup.limits().connectsPerMinute(),
                        setup.limits().connectsPerMinute() / 60.0),
                new AddressBuckets(clock, RelayLimits.PUBLISH_BURST, RelayLimits.PUBLISHES_PER_SECOND));
    }
}
