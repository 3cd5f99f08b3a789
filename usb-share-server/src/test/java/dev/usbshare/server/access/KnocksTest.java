package dev.usbshare.server.access;

import static dev.usbshare.server.access.AccessFixture.ALICE;
import static dev.usbshare.server.access.AccessFixture.HERE;
import static dev.usbshare.server.access.AccessFixture.address;
import static dev.usbshare.server.access.AccessFixture.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.server.audit.ServerEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KnocksTest {

    private static final int FIRST = 0x1000;

    private final AccessFixture f = new AccessFixture();

    @AfterEach
    void close() {
        f.close();
    }

    @Test
    void asking_twice_isKeptOnce_andRecordedOnce() {
        f.room.asked(ALICE, "laptop", HERE);
        f.room.asked(ALICE, "laptop", HERE);
        f.pass(Duration.ofMinutes(11));
        f.room.asked(ALICE, "renamed", address(2));

        assertThat(f.room.peers().pending()).singleElement().satisfies(p -> {
            assertThat(p.nodeName()).isEqualTo("renamed");
            assertThat(p.address()).isEqualTo("10.0.0.2");
            assertThat(p.lastAsked()).isAfter(p.firstAsked());
        });
        assertThat(f.recorded).containsExactly(new ServerEvent.PeerAsked(ALICE.toString(), "laptop", "10.0.0.1"));
    }

    @Test
    void nameOfAStranger_isCleanedAndCut() {
        f.room.asked(ALICE, "\u001b[31mroot\u202e'); drop table peer;--\n" + "x".repeat(200), HERE);

        assertThat(f.room.peers().pending().getFirst().nodeName())
                .startsWith("[31mroot'); drop table peer;--x")
                .hasSize(64);
    }

    @Test
    void tenThousandStrangers_areBounded_andTheFirstOnesStay() {
        f.room.asked(ALICE, "the one that matters", address(7));
        for (int i = 0; i < 10_000; i++) {
            f.room.asked(node(FIRST + i), "stranger", address(i));
            f.pass(Duration.ofMillis(500));
        }

        assertThat(f.room.peers().pending())
                .hasSize(Knocks.MAX_WAITING)
                .first()
                .satisfies(p -> assertThat(p.id()).isEqualTo(ALICE));
        assertThat(f.recorded(ServerEvent.PeerAsked.class)).isEqualTo(Knocks.MAX_WAITING);
        assertThat(f.recorded(ServerEvent.StrangersTurnedAway.class)).isBetween(1L, 10L);
        f.pass(Knocks.COUNTED.plusMinutes(1));
        assertThat(f.recorded.stream()
                        .filter(ServerEvent.StrangersTurnedAway.class::isInstance)
                        .mapToLong(e -> ((ServerEvent.StrangersTurnedAway) e).asked())
                        .sum())
                .isEqualTo(10_001 - Knocks.MAX_WAITING);
    }

    @Test
    void strangersAllAtOnce_areStoredAFewAtATime() {
        for (int i = 0; i < 1000; i++) {
            f.room.asked(node(FIRST + i), "stranger", address(i));
        }

        assertThat(f.room.peers().pending()).hasSize(Knocks.BURST);
    }

    @Test
    void oneHost_cannotFillTheList() throws Exception {
        for (int i = 0; i < 100; i++) {
            f.room.asked(node(FIRST + i), "greedy", HERE);
            f.pass(Duration.ofSeconds(10));
        }
        for (int i = 0; i < 100; i++) {
            var address = InetAddress.ofLiteral("2001:db8::" + Integer.toHexString(i + 1));
            f.room.asked(node(0x2000 + i), "greedy", new InetSocketAddress(address, 1));
            f.pass(Duration.ofSeconds(10));
        }

        assertThat(f.room.peers().pending()).hasSize(2 * Knocks.MAX_OF_ONE_NETWORK);
    }

    @Test
    void whoDoesNotAskAgain_isForgotten() {
        f.room.asked(ALICE, "laptop", HERE);

        f.clock.jump(Knocks.KEPT.plusSeconds(1));
        f.pass(Duration.ofMinutes(2));

        assertThat(f.room.peers().pending()).isEmpty();
    }

    @Test
    void forgetWaiting_keepsDenials() {
        f.room.asked(ALICE, "denied", HERE);
        f.room.peers().deny(ALICE);
        f.room.asked(node(5), "waiting", HERE);

        assertThat(f.room.peers().forgetWaiting()).isEqualTo(1);

        assertThat(f.room.peers().pending())
                .singleElement()
                .satisfies(p -> assertThat(p.id()).isEqualTo(ALICE));
    }
}
