package dev.usbshare.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.ManualEventExecutor;
import dev.usbshare.relay.ScriptedDialler.Question;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where a node can be found, as a pool with several relays decides it. */
class HomeRelayTest {

    private static final RelayUrl NEAR = new RelayUrl("https://near.test");
    private static final RelayUrl FAR = new RelayUrl("https://far.test");

    private final ManualEventExecutor loop = new ManualEventExecutor();
    private final ScriptedDialler dialler = new ScriptedDialler();
    private final List<String> homes = new ArrayList<>();
    private final RelayPool pool = pool(NEAR, FAR);

    private RelayPool pool(RelayUrl... relays) {
        try {
            var config = new RelayConfig(
                    NodeKey.generate(), List.of(relays), null, true, RelayTrust.of(null), new Random(1), loop.clock());
            return new RelayPool(loop, config, dialler, new Listener());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() {
        pool.close();
        dialler.close();
    }

    private void measured(@Nullable Duration near, @Nullable Duration far) {
        dialler.answer(NEAR, near);
        dialler.answer(FAR, far);
    }

    private void homeIsNear() {
        pool.start();
        measured(Duration.ofMillis(20), Duration.ofMillis(90));
        opened(NEAR);
        assertThat(pool.home()).isEqualTo(NEAR);
    }

    private void opened(RelayUrl url) {
        dialler.to(url).open();
        dialler.to(url).pong();
    }

    /** Lets time pass with relays that answer what is asked on open connections. */
    private void pass(Duration duration) {
        for (long second = 0; second < duration.toSeconds(); second++) {
            loop.advance(Duration.ofSeconds(1));
            for (ScriptedDialler.Call call : List.copyOf(dialler.calls)) {
                while (!call.cancelled && call.unanswered() > 0) {
                    call.pong();
                }
            }
        }
    }

    @Test
    void nearest_becomesHome_onceItIsConnected() {
        pool.start();

        measured(Duration.ofMillis(20), Duration.ofMillis(90));
        assertThat(pool.home()).isNull();
        opened(NEAR);

        assertThat(homes).containsExactly(NEAR.text());
        assertThat(dialler.calls).hasSize(1);
    }

    @Test
    void slowAnswer_isNotWaitedForLong() {
        pool.start();

        dialler.answer(FAR, Duration.ofMillis(90));
        loop.advance(HomeRelay.SETTLE);

        assertThat(dialler.last().url).isEqualTo(FAR);
        assertThat(dialler.questions).allMatch(question -> question.cancelled);
    }

    @Test
    void noAnswer_isAskedAgainSoon() {
        pool.start();

        measured(null, null);
        loop.advance(Duration.ofSeconds(3));

        assertThat(dialler.questions).hasSize(4);
    }

    @Test
    void noAnswer_firstIsDialled_toTellWhy_andLeftForOneThatAnswers() {
        pool.start();

        measured(null, null);
        dialler.to(NEAR).fail("no answer");
        assertThat(pool.status()).anyMatch(relay -> relay.problem().equals("no answer"));
        loop.advance(Duration.ofSeconds(3));
        measured(null, Duration.ofMillis(90));
        opened(FAR);

        assertThat(homes).containsExactly(FAR.text());
    }

    @Test
    void home_goneWhileMovingAway_isNotDialledForEver() {
        homeIsNear();
        pass(Duration.ofMinutes(7));
        measured(Duration.ofMillis(200), Duration.ofMillis(90));

        dialler.to(NEAR).fail("gone");
        for (int i = 0; i < 100; i++) {
            loop.advance(Duration.ofMillis(400));
            ScriptedDialler.Call call = dialler.to(NEAR);
            if (!call.cancelled) {
                call.fail("no answer");
            }
        }
        int before = dialler.calls.size();
        loop.advance(Duration.ofMinutes(1));

        assertThat(homes).containsExactly(NEAR.text(), "null");
        assertThat(dialler.calls).hasSize(before);
    }

    @Test
    void other_clearlyNearerLater_isMovedTo_withoutAGap() {
        homeIsNear();
        pass(Duration.ofMinutes(7));

        measured(Duration.ofMillis(200), Duration.ofMillis(90));
        assertThat(pool.home()).isEqualTo(NEAR);
        opened(FAR);

        assertThat(homes).containsExactly(NEAR.text(), FAR.text());
        pass(Duration.ofSeconds(61));
        assertThat(dialler.to(NEAR).cancelled).isTrue();
    }

    @Test
    void other_hardlyNearer_isNotWorthAMove() {
        homeIsNear();
        pass(Duration.ofMinutes(7));

        measured(Duration.ofMillis(100), Duration.ofMillis(80));

        assertThat(dialler.calls).hasSize(1);
        assertThat(homes).hasSize(1);
    }

    @Test
    void home_awayForAMoment_isStillHome() {
        homeIsNear();

        dialler.to(NEAR).fail("gone");
        loop.advance(Duration.ofSeconds(1));
        opened(NEAR);
        pass(Duration.ofSeconds(10));

        assertThat(homes).containsExactly(NEAR.text());
    }

    @Test
    void home_gone_isLeftForAnother() {
        homeIsNear();

        dialler.to(NEAR).fail("gone");
        for (int i = 0; i < 20; i++) {
            loop.advance(Duration.ofMillis(400));
            ScriptedDialler.Call call = dialler.to(NEAR);
            if (!call.cancelled) {
                call.fail("no answer");
            }
        }
        assertThat(homes).containsExactly(NEAR.text(), "null");
        measured(null, Duration.ofMillis(90));
        opened(FAR);

        assertThat(homes).containsExactly(NEAR.text(), "null", FAR.text());
    }

    @Test
    void home_answersPingsButLetsNobodyIn_isLeftForAnother() {
        homeIsNear();

        dialler.to(NEAR).fail("gone");
        loop.advance(Duration.ofMillis(10));
        dialler.to(NEAR).events.onClosed(RelayFailure.lasting("not wanted"));
        loop.advance(Duration.ofSeconds(6));
        measured(Duration.ofMillis(20), Duration.ofMillis(90));
        opened(FAR);

        assertThat(homes).endsWith(FAR.text());
    }

    @Test
    void onlyRelay_isNotMeasured() {
        RelayPool one = pool(NEAR);

        one.start();

        assertThat(dialler.questions)
                .extracting((Question question) -> question.url)
                .isEmpty();
        assertThat(dialler.last().url).isEqualTo(NEAR);
        one.close();
    }

    private final class Listener implements RelayListener {

        @Override
        public void onDatagram(RelayUrl relay, NodeId from, ByteBuf datagram) {
            datagram.release();
        }

        @Override
        public void onReadComplete() {}

        @Override
        public void onHomeChanged(@Nullable RelayUrl home) {
            homes.add(String.valueOf(home));
        }
    }
}
