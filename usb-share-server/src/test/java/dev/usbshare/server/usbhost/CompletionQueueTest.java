package dev.usbshare.server.usbhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompletionQueueTest {

    private final AtomicInteger wakes = new AtomicInteger();
    private final CompletionQueue queue = new CompletionQueue(wakes::incrementAndGet);

    @Test
    void takeAll_givesOldestFirstAndOneWakeForAll() {
        List<UrbTransfer> pushed = transfers(3);

        pushed.forEach(queue::push);

        assertThat(wakes).hasValue(1);
        assertThat(taken()).containsExactlyElementsOf(pushed);
        assertThat(taken()).isEmpty();
    }

    @Test
    void push_afterTakeAll_wakesAgain() {
        queue.push(transfers(1).getFirst());
        taken();

        queue.push(transfers(1).getFirst());

        assertThat(wakes).hasValue(2);
    }

    @Test
    void manyThreads_noneIsLostAndEachThreadsOrderStays() throws Exception {
        int each = 2_000;
        List<List<UrbTransfer>> batches =
                IntStream.range(0, 4).mapToObj(i -> transfers(each)).toList();
        var seen = new ArrayList<UrbTransfer>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            var ends = batches.stream()
                    .map(batch -> threads.submit(() -> batch.forEach(queue::push)))
                    .toList();
            while (seen.size() < 4 * each) {
                seen.addAll(taken());
            }
            for (var end : ends) {
                end.get(10, TimeUnit.SECONDS);
            }
        }

        for (List<UrbTransfer> batch : batches) {
            assertThat(seen).containsSubsequence(batch);
        }
        assertThat(wakes.get()).isBetween(1, 4 * each);
    }

    private List<UrbTransfer> transfers(int count) {
        return IntStream.range(0, count).mapToObj(i -> new UrbTransfer(queue)).toList();
    }

    private List<UrbTransfer> taken() {
        var taken = new ArrayList<UrbTransfer>();
        for (UrbTransfer t = queue.takeAll(); t != null; t = t.nextCompleted) {
            taken.add(t);
        }
        return taken;
    }
}
