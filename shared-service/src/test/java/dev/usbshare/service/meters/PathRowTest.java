package dev.usbshare.service.meters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.path.Directness;
import dev.usbshare.path.PathKind;
import dev.usbshare.path.PathView;
import dev.usbshare.quic.PathReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What endpoints tell of the ways to a peer. */
class PathRowTest {

    private static final Instant CONNECTED = Instant.parse("2026-11-22T20:00:00Z");
    private static final Instant LATER = CONNECTED.plusSeconds(3);
    private static final PathView RELAY = new PathView(
            PathKind.RELAY, "https://relay.example/", PathView.State.VALID, true, LATER, Duration.ofMillis(48), 0);
    private static final PathView SILENT =
            new PathView(PathKind.DIRECT, "192.0.2.7:7490", PathView.State.UNPROVED, false, CONNECTED, null, 100);
    private static final PathReport RELAYED = new PathReport(
            List.of(RELAY, SILENT),
            new Directness(Directness.Reason.SYMMETRIC_NAT, "this network's NAT is symmetric; map a port"),
            2,
            CONNECTED,
            null);

    @Test
    void relayedPeer_isToldWithTheReason() {
        assertThat(PathRow.of(RELAYED))
                .isEqualTo(new PathRow(
                        "relay",
                        "https://relay.example/",
                        LATER,
                        null,
                        null,
                        null,
                        null,
                        null,
                        2,
                        "symmetric-nat",
                        "this network's NAT is symmetric; map a port"));
    }

    @Test
    void directPeer_needsNoReason() {
        var report =
                new PathReport(List.of(SILENT), new Directness(Directness.Reason.IS_DIRECT, ""), 0, CONNECTED, null);
        assertThat(PathRow.of(report))
                .extracting(PathRow::kind, PathRow::notDirect, PathRow::detail)
                .containsExactly("direct", null, null);
    }

    @Test
    void allWays_areRows_andTheOneInUseSaysWhyItIsNotDirect() {
        assertThat(PathsRow.of("abcdefghij", "desk", RELAYED))
                .containsExactly(
                        new PathsRow(
                                "abcdefghij",
                                "desk",
                                CONNECTED,
                                2,
                                "relay",
                                "https://relay.example/",
                                "valid",
                                true,
                                LATER,
                                48.0,
                                0,
                                "symmetric-nat",
                                "this network's NAT is symmetric; map a port"),
                        new PathsRow(
                                "abcdefghij",
                                "desk",
                                CONNECTED,
                                2,
                                "direct",
                                "192.0.2.7:7490",
                                "unproved",
                                false,
                                CONNECTED,
                                null,
                                100,
                                null,
                                null));
    }

    @Test
    void kinds_areAllThatAPathCanBe() {
        assertThat(PathRow.KINDS).containsExactly("lan", "direct", "relay");
    }
}
