package dev.usbshare.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.ManualEventExecutor;
import dev.usbshare.relay.RelayFrame.Datagrams;
import dev.usbshare.relay.RelayFrame.Ping;
import dev.usbshare.relay.RelayFrame.Pong;
import dev.usbshare.relay.RelayFrame.Restarting;
import dev.usbshare.relay.RelayStatus.State;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayConnectionTest {

    private static final RelayUrl URL = new RelayUrl("https://relay.test");
    private static final NodeId PEER = NodeKey.generate().id();

    private final ManualEventExecutor loop = new ManualEventExecutor();
    private final ScriptedDialler dialler = new ScriptedDialler();
    private final Events events = new Events();
    private final RelayConnection connection = new RelayConnection(URL, loop, dialler, new Random(5), events);

    @AfterEach
    void close() {
        connection.close();
        dialler.close();
    }

    private boolean send(int bytes) {
        return connection.send(
                PEER, UnpooledByteBufAllocator.DEFAULT.buffer(bytes).writeZero(bytes), 0);
    }

    private void opened() {
        dialler.last().open();
        dialler.last().pong();
    }

    @Test
    void send_whileDialling_goesOutWhenOpen() {
        assertThat(send(10)).isTrue();
        assertThat(connection.stateForPeople()).isEqualTo(State.CONNECTING);

        dialler.last().open();

        assertThat(dialler.last().datagrams()).hasSize(1);
        assertThat(dialler.last().flushes).isPositive();
        assertThat(events.told).contains("opened");
    }

    @Test
    void send_whatIsTooOldWhenOpen_isDropped() {
        send(10);
        loop.advance(Duration.ofSeconds(4));
        send(20);

        dialler.last().open();

        assertThat(dialler.last().datagrams())
                .singleElement()
                .satisfies(frame -> assertThat(frame.content().readableBytes()).isEqualTo(20));
    }

    @Test
    void send_unwritable_dropsTheTail() {
        send(10);
        opened();
        dialler.last().writable = false;

        assertThat(send(10)).isFalse();

        assertThat(dialler.last().datagrams()).hasSize(1);
    }

    @Test
    void flush_onlyIfSomethingWasSent() {
        send(10);
        opened();
        int flushes = dialler.last().flushes;

        connection.flush();
        assertThat(dialler.last().flushes).isEqualTo(flushes);
        send(10);
        connection.flush();
        assertThat(dialler.last().flushes).isEqualTo(flushes + 1);
    }

    @Test
    void notKept_idleForAMinute_isLeft() {
        send(10);
        opened();

        idle(Duration.ofSeconds(40));
        send(10);
        idle(Duration.ofSeconds(40));
        assertThat(connection.isOpen()).isTrue();
        idle(Duration.ofSeconds(21));

        assertThat(connection.isIdle()).isTrue();
        assertThat(dialler.last().cancelled).isTrue();
        assertThat(events.told).endsWith("lost");
    }

    @Test
    void kept_staysForGood() {
        connection.keep(true);
        opened();

        idle(Duration.ofMinutes(10));

        assertThat(connection.isOpen()).isTrue();
        assertThat(dialler.calls).hasSize(1);
    }

    /** Lets time pass with a relay that answers. */
    private void idle(Duration duration) {
        for (long second = 0; second < duration.toSeconds(); second++) {
            loop.advance(Duration.ofSeconds(1));
            answerPings();
        }
    }

    private void answerPings() {
        ScriptedDialler.Call call = dialler.last();
        while (!call.cancelled && call.unanswered() > 0) {
            call.pong();
        }
    }

    @Test
    void lost_isDialledAgainWithinMilliseconds() {
        connection.keep(true);
        opened();

        dialler.last().fail("gone");
        assertThat(connection.stateForPeople()).isEqualTo(State.WAITING);
        assertThat(connection.problem()).isEqualTo("gone");
        loop.advance(Duration.ofMillis(10));

        assertThat(dialler.calls).hasSize(2);
        opened();
        assertThat(connection.problem()).isEmpty();
        assertThat(events.told).containsExactly("opened", "lost", "opened");
    }

    /** Otherwise it could keep a node busy with handshakes. */
    @Test
    void letsInAndThrowsOut_isTriedLessAndLessOften() {
        connection.keep(true);

        for (int i = 0; i < 20; i++) {
            opened();
            dialler.last().fail("changed its mind");
            int before = dialler.calls.size();
            loop.runUntil(() -> dialler.calls.size() > before, Duration.ofSeconds(16));
        }

        assertThat(loop.now()).isGreaterThan(Duration.ofSeconds(60));
    }

    @Test
    void brokenAfterAWhile_howeverBadly_isDialledAgainWithinMilliseconds() {
        connection.keep(true);
        opened();
        idle(Duration.ofSeconds(3));

        dialler.last().events.onClosed(RelayFailure.lasting("broke the protocol"));
        loop.advance(Duration.ofMillis(10));

        assertThat(dialler.calls).hasSize(2);
    }

    @Test
    void unreachable_isTriedLessAndLessOften() {
        connection.keep(true);

        for (int i = 0; i < 20; i++) {
            dialler.last().fail("no answer");
            int before = dialler.calls.size();
            loop.runUntil(() -> dialler.calls.size() > before, Duration.ofSeconds(16));
        }

        dialler.last().fail("no answer");
        loop.advance(Duration.ofSeconds(7));
        assertThat(dialler.calls).hasSize(21);
    }

    @Test
    void unreachable_withSomethingToSend_isTriedEachSecond() {
        connection.keep(true);
        for (int i = 0; i < 20; i++) {
            dialler.last().fail("no answer");
            int before = dialler.calls.size();
            loop.runUntil(() -> dialler.calls.size() > before, Duration.ofSeconds(16));
        }
        dialler.last().fail("no answer");
        int before = dialler.calls.size();

        send(10);
        loop.advance(Duration.ofSeconds(1));

        assertThat(dialler.calls).hasSize(before + 1);
    }

    @Test
    void refused_isNotHammered_evenWithSomethingToSend() {
        connection.keep(true);
        dialler.last().events.onClosed(RelayFailure.lasting("not wanted"));

        send(10);
        loop.advance(Duration.ofSeconds(7));

        assertThat(dialler.calls).hasSize(1);
        assertThat(connection.problem()).isEqualTo("not wanted");
    }

    @Test
    void unreachable_nothingToSendForAMinute_isGivenUp() {
        send(10);

        for (int i = 0; i < 100 && !connection.isIdle(); i++) {
            dialler.last().fail("no answer");
            loop.advance(Duration.ofSeconds(2));
        }

        assertThat(connection.isIdle()).isTrue();
        assertThat(loop.now()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(100));
    }

    @Test
    void restarting_isComeBackToWhenItSays() {
        connection.keep(true);
        opened();
        dialler.last().events.onFrame(new Restarting(Duration.ofMillis(800), Duration.ofSeconds(5)));

        dialler.last().fail("gone");
        loop.advance(Duration.ofMillis(800));
        assertThat(dialler.calls).hasSize(1);
        loop.advance(Duration.ofMillis(10));

        assertThat(dialler.calls).hasSize(2);
    }

    @Test
    void restarting_inAYear_isNotBelieved() {
        connection.keep(true);
        opened();
        dialler.last().events.onFrame(new Restarting(Duration.ofDays(49), Duration.ofDays(49)));

        dialler.last().fail("gone");
        loop.advance(Duration.ofMillis(2010));

        assertThat(dialler.calls).hasSize(2);
    }

    @Test
    void silent_whileSending_isFoundOutWithinSeconds() {
        connection.keep(true);
        opened();
        ScriptedDialler.Call first = dialler.last();

        send(10);
        loop.advance(Duration.ofSeconds(2));

        assertThat(first.pings()).hasSize(2);
        assertThat(first.cancelled).isTrue();
        assertThat(dialler.calls).hasSize(2);
        assertThat(connection.problem()).contains("stopped answering");
    }

    @Test
    void busy_beforeItsAnswer_isNotGivenUp_untilItIsSilent() {
        connection.keep(true);
        opened();
        loop.advance(Duration.ofSeconds(15));
        assertThat(dialler.last().unanswered()).isOne();

        for (int i = 0; i < 20; i++) {
            loop.advance(Duration.ofMillis(200));
            dialler.last().events.onFrame(new Ping(i));
        }
        assertThat(connection.isOpen()).isTrue();
        loop.advance(Duration.ofSeconds(1));

        assertThat(connection.problem()).contains("stopped answering");
    }

    @Test
    void silent_whileNothingIsSent_isAskedAfterAWhile() {
        connection.keep(true);
        opened();

        loop.advance(Duration.ofSeconds(14));
        assertThat(dialler.last().pings()).hasSize(1);
        loop.advance(Duration.ofSeconds(1));

        assertThat(dialler.last().pings()).hasSize(2);
    }

    @Test
    void pong_ofAnotherPing_isNoAnswer() {
        connection.keep(true);
        dialler.last().open();

        dialler.last().events.onFrame(new Pong(dialler.last().pings().getFirst().number() + 1));
        loop.advance(Duration.ofSeconds(5));

        assertThat(dialler.calls).hasSize(1);
        assertThat(connection.problem()).contains("stopped answering");
        assertThat(connection.latency()).isNull();
    }

    @Test
    void roundTrip_isTold() {
        connection.keep(true);
        dialler.last().open();
        loop.advance(Duration.ofMillis(30));

        dialler.last().pong();

        assertThat(connection.latency()).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void ping_ofTheRelay_isAnswered_unlessItDoesNotRead() {
        connection.keep(true);
        opened();

        dialler.last().events.onFrame(new Ping(7));
        dialler.last().writable = false;
        dialler.last().events.onFrame(new Ping(8));

        assertThat(dialler.last().sent).contains(new Pong(7)).doesNotContain(new Pong(8));
    }

    @Test
    void networkChanged_openIsAsked_waitingTriesAtOnce() {
        connection.keep(true);
        opened();
        connection.onNetworkChanged();
        assertThat(dialler.last().pings()).hasSize(2);
        dialler.last().events.onClosed(RelayFailure.lasting("not wanted"));

        connection.onNetworkChanged();

        assertThat(dialler.calls).hasSize(2);
    }

    @Test
    void oldConnection_isNotHeard() {
        connection.keep(true);
        opened();
        ScriptedDialler.Call old = dialler.last();
        old.fail("gone");
        loop.advance(Duration.ofMillis(10));
        opened();

        old.events.onFrame(new Datagrams(PEER, 0, 0, Unpooled.EMPTY_BUFFER));
        old.fail("gone again");

        assertThat(connection.isOpen()).isTrue();
        assertThat(events.datagrams).isZero();
    }

    private static final class Events implements RelayConnection.Owner {

        final List<String> told = new ArrayList<>();
        int datagrams;

        @Override
        public void onOpened(RelayConnection connection) {
            told.add("opened");
        }

        @Override
        public void onLost(RelayConnection connection) {
            told.add("lost");
        }

        @Override
        public void onChanged(RelayConnection connection) {}

        @Override
        public void onDatagrams(RelayConnection connection, Datagrams frame) {
            datagrams++;
            frame.release();
        }

        @Override
        public void onNodeGone(RelayConnection connection, NodeId node) {}

        @Override
        public void onReadComplete() {}
    }
}
