package dev.usbshare.service.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/** Measures commits. Thread-safe: a transaction begins and ends on one thread. */
final class CommitMeter implements TransactionExecutionListener {

    /** From a disk that only pretends to write, to one that is about to fail. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(4),
        Duration.ofMillis(16),
        Duration.ofMillis(64),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private static final ThreadLocal<Timer.@Nullable Sample> BEGAN = new ThreadLocal<>();

    private final MeterRegistry registry;
    private final Timer commits;

    CommitMeter(MeterRegistry registry) {
        this.registry = registry;
        this.commits =
                StoreMeters.COMMITS.timer().serviceLevelObjectives(BUCKETS).register(registry);
    }

    @Override
    public void beforeCommit(TransactionExecution transaction) {
        BEGAN.set(Timer.start(registry));
    }

    @Override
    public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
        Timer.Sample sample = BEGAN.get();
        BEGAN.remove();
        if (failure == null && sample != null) {
            sample.stop(commits);
        }
    }
}
