package dev.usbshare.service.audit;

import dev.usbshare.service.audit.AuditChain.Draft;
import dev.usbshare.service.audit.AuditLogEvent.AuditContradicted;
import dev.usbshare.service.audit.AuditLogEvent.AuditInterrupted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log of a service: a queue, and one thread that keeps what is in it.
 *
 * <p>What waits together is kept in one transaction. A stage ends when that is on disk. While the database cannot be written, every event fails at
 * once, one line is logged, and an attempt is made with each event and every few seconds; the first record that is kept again tells how many
 * were lost. Nothing that was acknowledged is ever lost.
 *
 * <p>Thread-safe. Closing keeps what is queued, and refuses what comes later.
 */
final class AuditWriter implements AuditLog, AutoCloseable {

    /** Some 1 KiB each; more wait only when the disk is stuck, and then nothing should be granted. */
    static final int QUEUE_EVENTS = 2_048;

    private static final Logger LOG = LoggerFactory.getLogger(AuditWriter.class);
    private static final int BATCH_EVENTS = 256;
    private static final Duration CLOSING = Duration.ofSeconds(3);

    /**
     * Why nothing can be kept.
     *
     * @param lost events that failed for it
     */
    record Interruption(Instant since, long lost, String reason) {}

    private record Waiting(@Nullable AuditEvent event, Instant time, CompletableFuture<Void> kept) {}

    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE_EVENTS);
    private final AtomicLong lost = new AtomicLong();
    private final AuditChain chain;
    private final AuditFollower follower;
    private final InstantSource clock;
    private final FailureText failures;
    private final Duration retry;
    private final Thread thread;
    private volatile boolean closed;
    private volatile long records;
    private volatile @Nullable Interruption interruption;

    /** @param retry how long after a failure the next attempt is made when no event comes */
    AuditWriter(AuditChain chain, AuditFollower follower, InstantSource clock, FailureText failures, Duration retry) {
        this.chain = chain;
        this.follower = follower;
        this.clock = clock;
        this.failures = failures;
        this.retry = retry;
        this.thread = Thread.ofPlatform().name("audit").daemon().unstarted(this::run);
    }

    /** Looks at what is there, and starts the thread. */
    AuditWriter start() {
        records = chain.records();
        follower.begin().ifPresent(finding -> {
            LOG.atError().log("The audit log was tampered with or lost records: {}", finding);
            append(new AuditContradicted(finding));
        });
        thread.start();
        return this;
    }

    @Override
    public CompletionStage<Void> append(AuditEvent event) {
        var waiting = new Waiting(event, clock.instant(), new CompletableFuture<>());
        if (closed) {
            return refused("the service is stopping");
        }
        if (!queue.offer(waiting)) {
            return refused(QUEUE_EVENTS + " events wait already");
        }
        return waiting.kept().minimalCompletionStage();
    }

    private CompletionStage<Void> refused(String reason) {
        lost.incrementAndGet();
        return CompletableFuture.failedFuture(new AuditException("the event cannot be audited: " + reason));
    }

    private void run() {
        var batch = new ArrayList<Waiting>(BATCH_EVENTS);
        boolean stopping = false;
        while (!stopping) {
            batch.clear();
            await(batch);
            queue.drainTo(batch, BATCH_EVENTS - batch.size());
            stopping = batch.removeIf(waiting -> waiting.event() == null);
            if (!batch.isEmpty() || interruption != null) {
                keep(batch);
            }
        }
        queue.drainTo(batch);
        fail(batch, new AuditException("the event cannot be audited: the service is stopping"));
    }

    private void await(List<Waiting> batch) {
        try {
            Waiting first = interruption == null ? queue.take() : queue.poll(retry.toMillis(), TimeUnit.MILLISECONDS);
            if (first != null) {
                batch.add(first);
            }
        } catch (InterruptedException e) {
            // Nobody has a reason to; the log goes on.
        }
    }

    private void keep(List<Waiting> batch) {
        Interruption before = interruption;
        var drafts = new ArrayList<Draft>(batch.size() + 1);
        if (before != null) {
            drafts.add(Draft.of(
                    new AuditInterrupted(before.since().toString(), before.lost(), before.reason()), clock.instant()));
        }
        var kept = new ArrayList<Waiting>(batch.size());
        for (Waiting waiting : batch) {
            draft(waiting, drafts, kept);
        }
        if (drafts.isEmpty()) {
            return;
        }
        List<AuditRecord> added;
        try {
            added = chain.add(drafts);
        } catch (RuntimeException e) {
            interrupted(e, kept);
            return;
        }
        if (before != null) {
            interruption = null;
            LOG.atInfo().log("Events are audited again; {} were lost", before.lost());
        }
        records = added.getLast().seq();
        done(kept);
        follower.follow(added);
    }

    private void draft(Waiting waiting, List<Draft> drafts, List<Waiting> kept) {
        AuditEvent event = waiting.event();
        try {
            if (event != null) {
                drafts.add(Draft.of(event, waiting.time()));
                kept.add(waiting);
            }
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("error", e.toString()).log("An event has no audit record");
            lost.incrementAndGet();
            fail(List.of(waiting), new AuditException("the event cannot be audited: " + e.getMessage(), e));
        }
    }

    private void interrupted(RuntimeException e, List<Waiting> batch) {
        String reason = failures.of(e);
        Interruption before = interruption;
        if (before == null) {
            LOG.atError().log("Events cannot be audited, whatever needs it is refused: {}", reason);
        }
        interruption = before == null
                ? new Interruption(clock.instant(), batch.size(), reason)
                : new Interruption(before.since(), before.lost() + batch.size(), reason);
        lost.addAndGet(batch.size());
        fail(batch, new AuditException("the event cannot be audited: " + reason, e));
    }

    /** On another thread: whoever goes on there may take its time, or wait for the next event. */
    private static void done(List<Waiting> batch) {
        if (!batch.isEmpty()) {
            var all = List.copyOf(batch);
            Thread.ofVirtual()
                    .name("audit-kept")
                    .start(() -> all.forEach(w -> w.kept().complete(null)));
        }
    }

    private static void fail(List<Waiting> batch, AuditException reason) {
        if (!batch.isEmpty()) {
            var all = List.copyOf(batch);
            Thread.ofVirtual()
                    .name("audit-failed")
                    .start(() -> all.forEach(w -> w.kept().completeExceptionally(reason)));
        }
    }

    /** Null while events are kept. */
    @Nullable
    Interruption interruption() {
        return interruption;
    }

    /** Why the file is behind the table; null while it is not. */
    @Nullable
    String fileTrouble() {
        return follower.trouble();
    }

    /** How many there are, as far as this service knows. */
    long records() {
        return records;
    }

    int queued() {
        return queue.size();
    }

    /** Events that could not be kept, since the start. */
    long lost() {
        return lost.get();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            queue.put(new Waiting(null, clock.instant(), new CompletableFuture<>()));
            if (!thread.join(CLOSING)) {
                LOG.atError().log("The audit log's database does not answer; {} events are lost", queue.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
