package dev.usbshare.server.session;

import static dev.usbshare.server.session.SessionRig.ALICE;
import static dev.usbshare.server.session.SessionRig.BOB;
import static dev.usbshare.server.session.SessionRig.CAROL;
import static dev.usbshare.server.session.SessionRig.CHIEF;
import static dev.usbshare.server.session.SessionRig.end;
import static dev.usbshare.server.session.SessionRig.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.server.lease.LeaseDesk;
import dev.usbshare.server.policy.LeaseTerms;
import dev.usbshare.server.policy.PolicyDecision;
import dev.usbshare.usb.UsbHostException;
import dev.usbshare.wire.AttachMode;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leases through a session's control stream: lines, takeovers, rules, and what happens in between. */
class SessionLeasesTest {

    private static final int BULK_IN = 0x81;
    private static final int BULK_OUT = 0x01;

    private final SessionRig rig = new SessionRig();

    @AfterEach
    void endEverything() {
        rig.close();
    }

    // Who has it

    @Test
    void leasedDevice_isRefused_sayingWhoHasItSinceWhen() {
        rig.attach(rig.connect(ALICE));
        TestClient bob = rig.connect(BOB);

        rig.ask(bob, 3, AttachMode.NOW);

        assertThat(refusal(bob)).isEqualTo(RefusalCode.LEASED);
        assertThat(bob.last(ControlMessage.Refused.class).detail()).contains("alice", "since 1970-01-01T00:00:00Z");
    }

    // The line

    @Test
    void waitingClient_isQueued_asksTheHolder_andGetsTheDevice() {
        TestClient alice = rig.connect(ALICE);
        LeaseId lease = rig.attach(alice);
        TestClient bob = rig.connect(BOB);

        rig.ask(bob, 3, AttachMode.WAIT);
        assertThat(bob.last(ControlMessage.Queued.class)).isEqualTo(new ControlMessage.Queued(3, 1, "alice"));
        assertThat(alice.last(ControlMessage.LeaseWanted.class))
                .isEqualTo(new ControlMessage.LeaseWanted(lease, 1, "bob waits for device 99-1"));
        alice.say(new ControlMessage.Detach(2, lease));
        rig.settle();

        assertThat(alice.hasHeard(ControlMessage.Detached.class)).isTrue();
        assertThat(bob.last(ControlMessage.Attached.class).request()).isEqualTo(3);
    }

    @Test
    void cancel_isAnsweredOnce_andThePlaceIsGone() {
        LeaseId lease = rig.attach(rig.connect(ALICE));
        TestClient bob = rig.connect(BOB);
        rig.ask(bob, 3, AttachMode.WAIT);

        bob.say(new ControlMessage.Cancel(3));
        bob.say(new ControlMessage.Cancel(3));
        bob.say(new ControlMessage.Cancel(99));
        rig.settle();

        assertThat(refusal(bob)).isEqualTo(RefusalCode.CANCELLED);
        assertThat(bob.heard.stream().filter(ControlMessage.Refused.class::isInstance))
                .hasSize(1);
        assertThat(rig.leases.waiting()).isZero();
        assertThat(rig.leases.of(rig.device))
                .hasValueSatisfying(l -> assertThat(l.id()).isEqualTo(lease));
    }

    @Test
    void cancel_ofSomebodyElsesRequest_isIgnored() {
        rig.attach(rig.connect(ALICE));
        TestClient bob = rig.connect(BOB);
        rig.ask(bob, 3, AttachMode.WAIT);

        TestClient carol = rig.connect(CAROL);
        carol.say(new ControlMessage.Cancel(3));
        rig.settle();

        assertThat(rig.leases.waiting()).isEqualTo(1);
        assertThat(carol.end).isNull();
    }

    @Test
    void waitingClientWhoseConnectionEnds_leavesTheLine() {
        TestClient alice = rig.connect(ALICE);
        LeaseId lease = rig.attach(alice);
        TestClient bob = rig.connect(BOB);
        rig.ask(bob, 3, AttachMode.WAIT);
        TestClient carol = rig.connect(CAROL);
        rig.ask(carol, 4, AttachMode.WAIT);

        bob.connection().close(CloseCode.OK, "");
        rig.settle();
        assertThat(carol.last(ControlMessage.Queued.class).position()).isEqualTo(1);
        alice.say(new ControlMessage.Detach(2, lease));
        rig.settle();

        assertThat(carol.hasHeard(ControlMessage.Attached.class)).isTrue();
    }

    @Test
    void holderWhoseConnectionEnds_letsTheNextOneIn() {
        TestClient alice = rig.connect(ALICE);
        rig.attach(alice);
        TestClient bob = rig.connect(BOB);
        rig.ask(bob, 3, AttachMode.WAIT);

        alice.connection().close(CloseCode.OK, "");
        rig.settle();

        assertThat(bob.hasHeard(ControlMessage.Attached.class)).isTrue();
    }

    @Test
    void unplugging_endsTheLeaseAndTheLine() {
        TestClient alice = rig.connect(ALICE);
        rig.attach(alice);
        TestClient bob = rig.connect(BOB);
        rig.ask(bob, 3, AttachMode.WAIT);

        rig.simulated.unplug(rig.device);
        rig.settle();

        assertThat(end(alice)).isEqualTo(RefusalCode.DEVICE_GONE);
        assertThat(refusal(bob)).isEqualTo(RefusalCode.DEVICE_GONE);
    }

    @Test
    void requestNumberThatIsStillOpen_breaksTheProtocol() {
        rig.attach(rig.connect(ALICE));
        TestClient bob = rig.connect(BOB);
        rig.ask(bob, 3, AttachMode.WAIT);

        rig.ask(bob, 3, AttachMode.WAIT);

        assertThat(bob.closeCode()).isEqualTo(CloseCode.UNEXPECTED);
    }

    // Takeover

    @Test
    void takeover_byRight_endsTheHoldersLease() {
        TestClient alice = rig.connect(ALICE);
        LeaseId lease = rig.attach(alice);
        TestEndpoint in = rig.open(alice, lease, BULK_IN);
        in.submitIn(1, 512);
        rig.settle();
        TestClient chief = rig.connect(CHIEF);

        rig.ask(chief, 3, AttachMode.TAKE_OVER);

        assertThat(in.heard).containsExactly("complete 1 status -108");
        assertThat(end(alice)).isEqualTo(RefusalCode.TAKEN_OVER);
        assertThat(alice.last(ControlMessage.LeaseEnded.class).detail()).contains("chief");
        assertThat(chief.last(ControlMessage.Attached.class).lease()).isNotEqualTo(lease);
    }

    @Test
    void takeover_byTheDevicesRules_isARightToo() {
        TestClient alice = rig.connect(ALICE);
        rig.attach(alice);
        rig.policies.bind(new LeaseTerms(Optional.empty(), "", List.of(), Optional.empty(), 0, true));
        TestClient bob = rig.connect(BOB);

        rig.ask(bob, 3, AttachMode.TAKE_OVER);

        assertThat(bob.hasHeard(ControlMessage.Attached.class)).isTrue();
    }

    @Test
    void takeover_withoutTheRight_changesNothing() {
        TestClient alice = rig.connect(ALICE);
        rig.attach(alice);
        TestClient bob = rig.connect(BOB);

        rig.ask(bob, 3, AttachMode.TAKE_OVER);

        assertThat(refusal(bob)).isEqualTo(RefusalCode.LEASED);
        assertThat(alice.hasHeard(ControlMessage.LeaseEnded.class)).isFalse();
    }

    @Test
    void takeover_whileTheDeviceIsBeingOpened_refusesTheOpener() {
        TestClient alice = rig.connect(ALICE);
        rig.host.holding = true;
        rig.ask(alice, 1, AttachMode.NOW);
        TestClient chief = rig.connect(CHIEF);

        rig.ask(chief, 3, AttachMode.TAKE_OVER);
        rig.host.letGo();
        rig.settle();

        assertThat(refusal(alice)).isEqualTo(RefusalCode.TAKEN_OVER);
        assertThat(alice.hasHeard(ControlMessage.Attached.class)).isFalse();
        assertThat(chief.hasHeard(ControlMessage.Attached.class)).isTrue();
    }

    // Ends by people

    @Test
    void withdrawn_endsTheLease_andTheNextOneGetsTheDevice() {
        TestClient alice = rig.connect(ALICE);
        rig.attach(alice);
        TestClient bob = rig.connect(BOB);
        rig.ask(bob, 3, AttachMode.WAIT);

        new LeaseDesk(rig.leases).withdraw(rig.device.value());
        rig.settle();

        assertThat(end(alice)).isEqualTo(RefusalCode.WITHDRAWN);
        assertThat(bob.hasHeard(ControlMessage.Attached.class)).isTrue();
    }

    @Test
    void withdrawn_whileTheDeviceIsBeingOpened_isRefused() {
        TestClient alice = rig.connect(ALICE);
        rig.host.holding = true;
        rig.ask(alice, 1, AttachMode.NOW);

        new LeaseDesk(rig.leases).withdraw(rig.device.value());
        rig.host.letGo();
        rig.settle();

        assertThat(refusal(alice)).isEqualTo(RefusalCode.WITHDRAWN);
        assertThat(rig.leases.all()).isEmpty();
    }

    // Rules

    @Test
    void policyThatRefuses_opensNothing() {
        rig.policies.decision = new PolicyDecision.Refused(RefusalCode.PIN_WRONG, "the PIN is wrong");
        TestClient alice = rig.connect(ALICE);

        alice.say(new ControlMessage.Attach(1, rig.device, AttachMode.NOW, "1234"));
        rig.settle();

        assertThat(refusal(alice)).isEqualTo(RefusalCode.PIN_WRONG);
        assertThat(rig.policies.lastPin).isEqualTo("1234");
        assertThat(rig.leases.all()).isEmpty();
        assertThat(rig.audit.of(ServerEvent.LeaseGranted.class)).isEmpty();
    }

    @Test
    void openDeviceThatTheRulesForbid_isGivenBack() {
        rig.policies.opened = new PolicyDecision.Refused(RefusalCode.NOT_ALLOWED, "class 08 is blocked");
        TestClient alice = rig.connect(ALICE);

        rig.ask(alice, 1, AttachMode.NOW);

        assertThat(refusal(alice)).isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(alice.hasHeard(ControlMessage.Attached.class)).isFalse();
        rig.policies.opened = null;
        assertThat(rig.attach(rig.connect(BOB))).isNotNull();
    }

    @Test
    void sessionThatEndsWhileItIsDecided_getsNothing() {
        rig.policies.holding = true;
        TestClient alice = rig.connect(ALICE);
        rig.ask(alice, 1, AttachMode.NOW);

        alice.connection().close(CloseCode.OK, "");
        rig.settle();
        rig.policies.letGo();
        rig.settle();

        assertThat(rig.leases.all()).isEmpty();
        assertThat(rig.audit.of(ServerEvent.LeaseGranted.class)).isEmpty();
    }

    @Test
    void rulesThatChangedInLine_refuseAtTheTurn() {
        TestClient alice = rig.connect(ALICE);
        LeaseId lease = rig.attach(alice);
        TestClient bob = rig.connect(BOB);
        rig.ask(bob, 3, AttachMode.WAIT);
        rig.policies.review = new PolicyDecision.Refused(RefusalCode.NOT_ALLOWED, "outside of the window");

        alice.say(new ControlMessage.Detach(2, lease));
        rig.settle();

        assertThat(refusal(bob)).isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(rig.leases.all()).isEmpty();
    }

    @Test
    void rulesThatChangeAgainstTheHolder_endTheLeaseAtOnce() {
        TestClient alice = rig.connect(ALICE);
        rig.attach(alice);

        rig.policies.review = new PolicyDecision.Refused(RefusalCode.NOT_ALLOWED, "not for alice");
        rig.policies.changed();
        rig.settle();

        assertThat(end(alice)).isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(alice.end).as("the session goes on").isNull();
    }

    @Test
    void longestTime_isWarnedOf_andEndsTheLease() {
        var end = rig.network.executor().clock().instant().plusSeconds(100);
        rig.policies.bind(new LeaseTerms(
                Optional.of(end), "at most 100 s", List.of(Duration.ofSeconds(30)), Optional.empty(), 0, false));
        TestClient alice = rig.connect(ALICE);
        LeaseId lease = rig.attach(alice);

        rig.pass(Duration.ofSeconds(75));
        assertThat(alice.last(ControlMessage.LeaseEnding.class))
                .isEqualTo(new ControlMessage.LeaseEnding(lease, 30, RefusalCode.TIME_OVER, "at most 100 s"));
        rig.pass(Duration.ofSeconds(30));

        assertThat(end(alice)).isEqualTo(RefusalCode.TIME_OVER);
    }

    @Test
    void idleLease_ends() {
        rig.policies.bind(
                new LeaseTerms(Optional.empty(), "", List.of(), Optional.of(Duration.ofSeconds(20)), 0, false));
        TestClient alice = rig.connect(ALICE);
        TestEndpoint in = rig.open(alice, rig.attach(alice), BULK_IN);
        rig.pass(Duration.ofSeconds(15));
        in.submitIn(1, 512);

        rig.pass(Duration.ofSeconds(15));
        assertThat(alice.hasHeard(ControlMessage.LeaseEnded.class)).isFalse();
        rig.pass(Duration.ofSeconds(10));

        assertThat(end(alice)).isEqualTo(RefusalCode.IDLE_TOO_LONG);
        assertThat(in.heard).containsExactly("complete 1 status -108");
    }

    // Limits

    @Test
    void clientThatComesBack_stillOwesWhatItOwed() {
        try (var limited = new SessionRig(1_000)) {
            TestClient alice = limited.connect(ALICE);
            LeaseId first = limited.attach(alice);
            limited.open(alice, first, BULK_OUT).submitOut(1, "x".repeat(10_000));
            limited.settle();
            alice.say(new ControlMessage.Detach(2, first));
            limited.settle();

            TestEndpoint out = limited.open(alice, limited.attach(alice), BULK_OUT);
            out.submitOut(1, "x");
            limited.pass(Duration.ofSeconds(8));
            assertThat(out.heard).isEmpty();
            limited.pass(Duration.ofSeconds(3));

            assertThat(out.heard).containsExactly("complete 1 status 0");
        }
    }

    @Test
    void limitOfTheRules_appliesToALeaseThatIsHeld() {
        TestClient alice = rig.connect(ALICE);
        TestEndpoint out = rig.open(alice, rig.attach(alice), BULK_OUT);
        rig.policies.bind(new LeaseTerms(Optional.empty(), "", List.of(), Optional.empty(), 1_000, false));
        rig.policies.changed();
        rig.settle();

        out.submitOut(1, "x".repeat(5_000));
        out.submitOut(2, "x");
        rig.pass(Duration.ofSeconds(3));
        assertThat(out.heard).containsExactly("complete 1 status 0");
        rig.policies.bind(LeaseTerms.UNBOUND);
        rig.policies.changed();
        rig.settle();

        assertThat(out.heard).hasSize(2);
    }

    // The audit log

    @Test
    void nothingIsGranted_beforeItIsOnDisk() {
        rig.audit.holding = false;
        TestClient alice = rig.connect(ALICE);
        rig.audit.holding = true;

        rig.ask(alice, 1, AttachMode.NOW);
        assertThat(alice.hasHeard(ControlMessage.Attached.class)).isFalse();
        rig.audit.letGo();
        rig.settle();

        assertThat(alice.hasHeard(ControlMessage.Attached.class)).isTrue();
    }

    @Test
    void auditLogThatFails_grantsNothing_andLeavesNothingClaimed() {
        TestClient alice = rig.connect(ALICE);
        rig.audit.failing = true;

        rig.ask(alice, 1, AttachMode.NOW);

        assertThat(refusal(alice)).isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(alice.last(ControlMessage.Refused.class).detail()).contains("audit log", "tell its operator");
        assertThat(rig.leases.all()).isEmpty();
        rig.audit.failing = false;
        assertThat(rig.attach(rig.connect(BOB))).isNotNull();
    }

    @Test
    void auditLogThatHangs_grantsNothing_andWhatItKeepsLaterIsEnded() {
        TestClient alice = rig.connect(ALICE);
        rig.audit.holding = true;
        rig.ask(alice, 1, AttachMode.NOW);

        rig.pass(Duration.ofSeconds(6));
        assertThat(refusal(alice)).isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(rig.leases.all()).isEmpty();
        rig.audit.letGo();
        rig.settle();

        assertThat(rig.audit.of(ServerEvent.LeaseGranted.class)).hasSize(1);
        assertThat(rig.audit.of(ServerEvent.LeaseEnded.class)).hasSize(1);
        assertThat(alice.hasHeard(ControlMessage.Attached.class)).isFalse();
    }

    @Test
    void whatBecomesOfALease_isOnRecord() {
        TestClient alice = rig.connect(ALICE);
        LeaseId lease = rig.attach(alice);
        TestClient bob = rig.connect(BOB);
        rig.ask(bob, 3, AttachMode.WAIT);
        rig.ask(rig.connect(CHIEF), 4, AttachMode.TAKE_OVER);

        assertThat(rig.audit.of(ServerEvent.LeaseQueued.class))
                .containsExactly(new ServerEvent.LeaseQueued(BOB.toString(), "99-1 1209:0005", 1));
        assertThat(rig.audit.of(ServerEvent.LeaseEnded.class))
                .containsExactly(new ServerEvent.LeaseEnded(
                        CHIEF.toString(),
                        "99-1 1209:0005",
                        lease.toShortString(),
                        ALICE.toString(),
                        "chief took the device over"));
        assertThat(rig.audit.of(ServerEvent.LeaseGranted.class)).hasSize(2);
    }

    @Test
    void leaseThatCouldNotBeOpened_isOnRecordAsEnded() {
        TestClient alice = rig.connect(ALICE);
        rig.host.failure = new UsbHostException(UsbHostException.Reason.BUSY, "claim 99-1: busy");

        rig.ask(alice, 1, AttachMode.NOW);

        assertThat(refusal(alice)).isEqualTo(RefusalCode.BUSY);
        assertThat(rig.audit.of(ServerEvent.LeaseEnded.class))
                .singleElement()
                .satisfies(ended -> assertThat(ended.reason()).isEqualTo("claim 99-1: busy"));
    }

    @Test
    void peerThatAsksWithoutEnd_doesNotFillTheLogs() {
        rig.attach(rig.connect(ALICE));
        TestClient bob = rig.connect(BOB);
        for (int i = 0; i < 500; i++) {
            bob.say(new ControlMessage.Attach(i, rig.device));
        }
        rig.pass(Duration.ofMinutes(1));
        rig.ask(bob, 1000, AttachMode.NOW);

        assertThat(bob.heard.stream().filter(ControlMessage.Refused.class::isInstance))
                .hasSize(501);
        assertThat(rig.audit.of(ServerEvent.LeaseRefused.class)).hasSize(21);
        assertThat(rig.audit.of(ServerEvent.LeaseRequestsOmitted.class))
                .containsExactly(new ServerEvent.LeaseRequestsOmitted(BOB.toString(), 480));
    }

    // Heartbeat

    @Test
    void clientWhoseNetworkIsGone_freesItsDeviceWithinTenSeconds() {
        rig.attach(rig.connect(ALICE));

        rig.network.cutForever();
        rig.pass(Duration.ofSeconds(10));

        assertThat(rig.leases.all()).isEmpty();
    }

    @Test
    void clientWhoseProcessHangs_freesItsDeviceWithinTenSeconds_thoughItsQuicAnswers() {
        TestClient alice = rig.connect(ALICE);
        LeaseId lease = rig.attach(alice);
        TestEndpoint in = rig.open(alice, lease, BULK_IN);

        alice.pinging = false;
        for (int i = 0; i < 10; i++) {
            in.submitIn(i, 8); // Packets travel, so QUIC is content.
            rig.pass(Duration.ofSeconds(1));
        }

        assertThat(alice.closeCode()).isEqualTo(CloseCode.NOT_PINGING);
        assertThat(rig.leases.all()).isEmpty();
    }

    @Test
    void clientThatPings_staysForHours() {
        TestClient alice = rig.connect(ALICE);
        rig.attach(alice);

        rig.pass(Duration.ofHours(3));

        assertThat(alice.end).isNull();
        assertThat(rig.leases.all()).hasSize(1);
    }

    @Test
    void networkThatIsGoneForFourSeconds_endsNothing() {
        TestClient alice = rig.connect(ALICE);
        rig.attach(alice);

        for (int i = 0; i < 20; i++) {
            rig.network.cut(Duration.ofSeconds(4));
            rig.pass(Duration.ofMillis(7_300));
        }

        assertThat(alice.end).isNull();
        assertThat(rig.leases.all()).hasSize(1);
    }
}
