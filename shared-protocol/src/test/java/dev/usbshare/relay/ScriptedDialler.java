package dev.usbshare.relay;

import dev.usbshare.relay.RelayFrame.FromClient;
import dev.usbshare.relay.RelayFrame.Ping;
import dev.usbshare.relay.RelayFrame.Pong;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reaches the relays that a test plays. */
final class ScriptedDialler implements RelayDialler, AutoCloseable {

    final List<Call> calls = new ArrayList<>();
    final List<Question> questions = new ArrayList<>();

    @Override
    public Attempt dial(RelayUrl url, RelayLinkEvents events) {
        var call = new Call(url, events);
        calls.add(call);
        return call;
    }

    @Override
    public Attempt measure(RelayUrl url, Consumer<@Nullable Duration> result) {
        var question = new Question(url, result);
        questions.add(question);
        return () -> question.cancelled = true;
    }

    Call last() {
        return calls.getLast();
    }

    /** The latest call to a relay. */
    Call to(RelayUrl url) {
        return calls.stream()
                .filter(call -> call.url.equals(url))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("not dialled: " + url));
    }

    /** Answers the latest question about a relay. */
    void answer(RelayUrl url, @Nullable Duration latency) {
        questions.stream()
                .filter(question -> question.url.equals(url))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("not measured: " + url))
                .result
                .accept(latency);
    }

    @Override
    public void close() {
        calls.forEach(call -> call.sent.forEach(RelayFrame::release));
    }

    /** A measurement. */
    static final class Question {
        final RelayUrl url;
        final Consumer<@Nullable Duration> result;
        boolean cancelled;

        private Question(RelayUrl url, Consumer<@Nullable Duration> result) {
            this.url = url;
            this.result = result;
        }
    }

    /** An attempt, and the connection it becomes. */
    static final class Call implements Attempt, RelayLink {
        final RelayUrl url;
        final RelayLinkEvents events;
        final List<FromClient> sent = new ArrayList<>();
        boolean cancelled;
        boolean writable = true;
        int flushes;
        private int pingsAnswered;

        private Call(RelayUrl url, RelayLinkEvents events) {
            this.url = url;
            this.events = events;
        }

        void open() {
            events.onOpen(this);
        }

        void fail(String text) {
            events.onClosed(RelayFailure.passing(text));
        }

        List<Ping> pings() {
            return sent.stream()
                    .filter(Ping.class::isInstance)
                    .map(Ping.class::cast)
                    .toList();
        }

        /** Answers the oldest ping that is not answered. */
        void pong() {
            events.onFrame(new Pong(pings().get(pingsAnswered++).number()));
        }

        int unanswered() {
            return pings().size() - pingsAnswered;
        }

        List<RelayFrame.Datagrams> datagrams() {
            return sent.stream()
                    .filter(RelayFrame.Datagrams.class::isInstance)
                    .map(RelayFrame.Datagrams.class::cast)
                    .toList();
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public boolean isWritable() {
            return writable;
        }

        @Override
        public void write(FromClient frame) {
            sent.add(frame);
        }

        @Override
        public void flush() {
            flushes++;
        }

        @Override
        public void close() {
            cancelled = true;
        }
    }
}
