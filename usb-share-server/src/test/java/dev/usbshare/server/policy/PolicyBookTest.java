package dev.usbshare.server.policy;

import static dev.usbshare.server.policy.Asked.ALICE;
import static dev.usbshare.server.policy.Asked.BOB;
import static dev.usbshare.server.policy.Asked.KEYBOARD;
import static dev.usbshare.server.policy.Asked.NOON;
import static dev.usbshare.server.policy.Asked.STICK;
import static dev.usbshare.server.policy.PolicyText.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.service.audit.RecordingAuditLog;
import dev.usbshare.simulation.FlashDrive;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.RefusalCode;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PolicyBookTest {

    private final TestTime time = new TestTime();
    private final MemoryPolicyStore store = new MemoryPolicyStore();
    private final RecordingAuditLog audit = new RecordingAuditLog();
    private PolicyBook book = open();
    private PolicyEditor editor = new PolicyEditor(book, store, audit, time.wall);

    private PolicyBook open() {
        return new PolicyBook(store, audit, device -> "", time.wall, time::nanoTime);
    }

    private void restart() {
        book.close();
        book = open();
        editor = new PolicyEditor(book, store, audit, time.wall);
    }

    @AfterEach
    void close() {
        book.close();
    }

    private PolicyDecision decide(UsbDeviceInfo device, NodeId peer, String pin) throws Exception {
        return book.decide(device, Asked.peer(peer), pin).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private RefusalCode refusal(NodeId peer, String pin) throws Exception {
        return decide(STICK, peer, pin) instanceof PolicyDecision.Refused refused ? refused.code() : fail();
    }

    private static RefusalCode fail() {
        throw new AssertionError("allowed");
    }

    // PINs

    @Test
    void pin_isRequired_comparedAndCounted() throws Exception {
        editor.create(form("vault", "1-1"), "2468");

        assertThat(refusal(ALICE, "")).isEqualTo(RefusalCode.PIN_REQUIRED);
        assertThat(refusal(ALICE, "1357")).isEqualTo(RefusalCode.PIN_WRONG);
        assertThat(decide(STICK, ALICE, "2468")).isInstanceOf(PolicyDecision.Allowed.class);
        assertThat(decide(KEYBOARD, ALICE, "")).isInstanceOf(PolicyDecision.Allowed.class);
        assertThat(audit.events(ServerEvent.PinRefused.class)).singleElement().satisfies(event -> {
            assertThat(event.actor()).isEqualTo(ALICE.toString());
            assertThat(event.device()).isEqualTo("1-1 0781:5567");
            assertThat(event.reason()).contains("policy vault").doesNotContain("1357", "2468");
        });
    }

    @Test
    void tooManyWrongPins_lockThatPeerOut_evenWithTheRightOne_andOverARestart() throws Exception {
        editor.create(form("vault", "1-1"), "2468");
        for (int i = 0; i < PinLockout.FREE_TRIES; i++) {
            assertThat(refusal(ALICE, "000" + i)).isEqualTo(RefusalCode.PIN_WRONG);
        }

        assertThat(refusal(ALICE, "2468")).isEqualTo(RefusalCode.PIN_LOCKED);
        assertThat(decide(STICK, BOB, "2468")).as("another peer").isInstanceOf(PolicyDecision.Allowed.class);
        restart();
        assertThat(refusal(ALICE, "2468")).isEqualTo(RefusalCode.PIN_LOCKED);
        assertThat(refusal(ALICE, "")).isEqualTo(RefusalCode.PIN_LOCKED);
        time.pass(Duration.ofSeconds(31));
        assertThat(decide(STICK, ALICE, "2468")).isInstanceOf(PolicyDecision.Allowed.class);
        assertThat(store.failures).isEmpty();
    }

    @Test
    void pinsFromTwoSessionsOfAPeer_atOnce_areNotBothLookedAt() throws Exception {
        editor.create(form("vault", "1-1"), "2468");
        List<CompletableFuture<PolicyDecision>> asked = new ArrayList<>();

        for (int i = 0; i < 50; i++) {
            asked.add(book.decide(STICK, Asked.peer(ALICE), "1" + i + "11").toCompletableFuture());
        }

        var codes = new ArrayList<RefusalCode>();
        for (CompletableFuture<PolicyDecision> one : asked) {
            codes.add(((PolicyDecision.Refused) one.get(30, TimeUnit.SECONDS)).code());
        }
        assertThat(codes).contains(RefusalCode.LIMIT);
        assertThat(codes.stream().filter(c -> c == RefusalCode.PIN_WRONG).count())
                .isLessThanOrEqualTo(PinLockout.FREE_TRIES);
    }

    @Test
    void pinOfWhoMayNotAnyway_isNotLookedAt() throws Exception {
        editor.create(form("vault", "1-1", "peers", BOB.toString()), "2468");

        assertThat(refusal(ALICE, "1357")).isEqualTo(RefusalCode.NOT_ALLOWED);

        assertThat(store.failures).isEmpty();
    }

    @Test
    void wrongPinThatCannotBeKept_admitsNobody() throws Exception {
        editor.create(form("vault", "1-1"), "2468");
        store.full = true;

        assertThat(refusal(ALICE, "1357")).isEqualTo(RefusalCode.NOT_ALLOWED);
    }

    @Test
    void pinCanBeChangedUnlockedAndTakenAway() throws Exception {
        editor.create(form("vault", "1-1", "idleTimeout", "5m"), "2468");
        for (int i = 0; i < PinLockout.FREE_TRIES; i++) {
            decide(STICK, ALICE, "0000");
        }
        editor.unlock("vault", Optional.of(ALICE));
        assertThat(decide(STICK, ALICE, "2468")).isInstanceOf(PolicyDecision.Allowed.class);

        editor.setPin("vault", "9999");
        assertThat(refusal(ALICE, "2468")).isEqualTo(RefusalCode.PIN_WRONG);

        editor.clearPin("vault");
        assertThat(decide(STICK, ALICE, "")).isInstanceOf(PolicyDecision.Allowed.class);
    }

    @Test
    void onlyRuleOfAPolicy_cannotBeTakenAway() throws Exception {
        editor.create(form("vault", "1-1"), "2468");

        assertThatThrownBy(() -> editor.clearPin("vault")).hasMessageContaining("no rule");

        assertThat(refusal(ALICE, "")).isEqualTo(RefusalCode.PIN_REQUIRED);
    }

    @Test
    void pinThatIsTooShort_orHoldsWhatNobodyTypes_isRefused() {
        for (String pin : List.of("", "123", " 1234", "12\u001b34", "1".repeat(65))) {
            assertThatThrownBy(() -> editor.create(form("vault", "1-1"), pin))
                    .isInstanceOfSatisfying(
                            PolicyException.class, e -> assertThat(e.kind()).isEqualTo(PolicyException.Kind.INVALID));
        }
        assertThat(store.policies).isEmpty();
    }

    // Changes

    @Test
    void change_isKept_audited_counts_andIsTold() throws Exception {
        var told = new AtomicInteger();
        book.addListener(told::incrementAndGet);

        editor.create(form("desk", "*", "peers", ALICE.toString()), null);
        assertThat(refusal(BOB, "")).isEqualTo(RefusalCode.NOT_ALLOWED);
        editor.replace(form("desk", "*", "peers", BOB.toString()));
        assertThat(decide(STICK, BOB, "")).isInstanceOf(PolicyDecision.Allowed.class);
        editor.delete("desk");

        assertThat(decide(STICK, ALICE, "")).isInstanceOf(PolicyDecision.Allowed.class);
        assertThat(told).hasValue(3);
        assertThat(audit.events(ServerEvent.PolicyChanged.class))
                .extracting(ServerEvent.PolicyChanged::change)
                .satisfiesExactly(
                        created -> assertThat(created).startsWith("created").contains(ALICE.toString()),
                        replaced -> assertThat(replaced).startsWith("replaced").contains(BOB.toString()),
                        deleted -> assertThat(deleted).isEqualTo("deleted"));
    }

    @Test
    void replace_keepsThePin() throws Exception {
        editor.create(form("vault", "1-1"), "2468");

        editor.replace(form("vault", "1-1", "idleTimeout", "1m"));

        assertThat(refusal(ALICE, "")).isEqualTo(RefusalCode.PIN_REQUIRED);
    }

    @Test
    void changeThatTheAuditLogCannotKeep_isNotMade() {
        audit.diskIsFull(true);

        assertThatThrownBy(() -> editor.create(form("desk", "*", "peers", ALICE.toString()), null))
                .hasMessageContaining("nothing was changed", "audit log");

        assertThat(store.policies).isEmpty();
        assertThat(book.policies()).isEmpty();
    }

    @Test
    void changeThatTheDatabaseCannotKeep_isNotMade() {
        store.full = true;

        assertThatThrownBy(() -> editor.create(form("desk", "*", "peers", ALICE.toString()), null))
                .hasMessageContaining("nothing was changed", "the disk is full");

        assertThat(book.policies()).isEmpty();
    }

    @Test
    void contradiction_isNotWritten() throws Exception {
        editor.create(form("day", "*", "windows", "08:00-18:00 UTC"), null);

        assertThatThrownBy(() -> editor.create(form("night", "*", "windows", "18:00-08:00 UTC"), null))
                .hasMessageContaining("night")
                .hasMessageContaining("day");

        assertThat(store.policies).hasSize(1);
    }

    @Test
    void namesAreTakenOnce_andUnknownOnesAreUnknown() throws Exception {
        editor.create(form("desk", "*", "maxLength", "1h"), null);

        assertThatThrownBy(() -> editor.create(form("Desk", "*", "maxLength", "1h"), null))
                .isInstanceOfSatisfying(
                        PolicyException.class, e -> assertThat(e.kind()).isEqualTo(PolicyException.Kind.CONFLICT));
        for (String name : List.of("other", "x' or '1'='1")) {
            assertThatThrownBy(() -> editor.delete(name))
                    .isInstanceOfSatisfying(
                            PolicyException.class, e -> assertThat(e.kind()).isEqualTo(PolicyException.Kind.UNKNOWN));
        }
    }

    @Test
    void newIdentityOfAPeer_takesItsOldOnesPlace() throws Exception {
        editor.create(form("desk", "*", "peers", ALICE.toString()), null);

        editor.followPeer(ALICE, BOB);

        assertThat(decide(STICK, BOB, "")).isInstanceOf(PolicyDecision.Allowed.class);
        assertThat(refusal(ALICE, "")).isEqualTo(RefusalCode.NOT_ALLOWED);
        restart();
        assertThat(decide(STICK, BOB, "")).isInstanceOf(PolicyDecision.Allowed.class);
    }

    // What only an open device shows

    @Test
    void classOfAnotherAlternateSetting_refusesTheOpenDevice() throws Exception {
        editor.create(form("no-disks", "*", "blockedClasses", "08"), null);
        DescriptorSet disk = descriptorsOfADisk();
        UsbDeviceInfo innocent = Asked.device("1-9", 0x1234, 0x5678, 0xff);

        assertThat(decide(innocent, ALICE, "")).isInstanceOf(PolicyDecision.Allowed.class);
        assertThat(book.checkOpened(innocent, Asked.peer(ALICE), disk)).hasValueSatisfying(refused -> {
            assertThat(refused.code()).isEqualTo(RefusalCode.NOT_ALLOWED);
            assertThat(refused.reason()).contains("policy no-disks", "class 08");
        });
        editor.replace(form("no-disks", "*", "blockedClasses", "03"));
        assertThat(book.checkOpened(innocent, Asked.peer(ALICE), disk)).isEmpty();
    }

    private static DescriptorSet descriptorsOfADisk() throws Exception {
        try (var host = new SimulatedUsbHost()) {
            var busId = host.plug(FlashDrive.inMemory("1", 1 << 20));
            return host.open(busId, ImmediateEventExecutor.INSTANCE, () -> {})
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .descriptors();
        }
    }

    @Test
    void review_followsTheWallClock() throws Exception {
        editor.create(form("day", "*", "windows", "08:00-18:00 UTC"), null);
        var peer = Asked.peer(ALICE);

        assertThat(book.review(STICK, peer, NOON, LeaseTerms.UNBOUND)).isInstanceOf(PolicyDecision.Allowed.class);
        time.wall.jump(Duration.ofHours(7));
        assertThat(book.review(STICK, peer, NOON, LeaseTerms.UNBOUND))
                .isInstanceOfSatisfying(
                        PolicyDecision.Refused.class, r -> assertThat(r.code()).isEqualTo(RefusalCode.TIME_OVER));
        time.wall.jump(Duration.ofHours(-7));
        assertThat(book.review(STICK, peer, NOON, LeaseTerms.UNBOUND)).isInstanceOf(PolicyDecision.Allowed.class);
    }

    /** Why a lease under these terms must end; empty if it may go on. */
    private Optional<RefusalCode> reviewed(LeaseTerms terms) {
        return book.review(STICK, Asked.peer(ALICE), NOON, terms)
                        instanceof PolicyDecision.Refused(var code, var reason)
                ? Optional.of(code)
                : Optional.empty();
    }

    @Test
    void pinThatComesOrChanges_refusesLeasesWhoseHoldersDidNotTypeIt() throws Exception {
        assertThat(reviewed(LeaseTerms.UNBOUND)).as("no rule yet").isEmpty();
        editor.create(form("vault", "nickname:vault"), "2468");
        assertThat(reviewed(LeaseTerms.UNBOUND)).as("a rule for another device").isEmpty();
        editor.replace(form("vault", "1-1"));
        assertThat(reviewed(LeaseTerms.UNBOUND)).contains(RefusalCode.PIN_REQUIRED);

        LeaseTerms typed = ((PolicyDecision.Allowed) decide(STICK, ALICE, "2468")).terms();
        assertThat(reviewed(typed)).isEmpty();
        assertThat(((PolicyDecision.Allowed) book.review(STICK, Asked.peer(ALICE), NOON, typed))
                        .terms()
                        .pins())
                .as("goes along")
                .isEqualTo(typed.pins());
        editor.replace(form("vault", "1-1", "idleTimeout", "5m"));
        assertThat(reviewed(typed)).as("other rules, the same PIN").isEmpty();
        editor.setPin("vault", "8642");
        assertThat(reviewed(typed)).contains(RefusalCode.PIN_REQUIRED);
        editor.replace(form("vault", "1-1", "idleTimeout", "5m"));
        editor.clearPin("vault");
        assertThat(reviewed(LeaseTerms.UNBOUND)).isEmpty();
    }

    @Test
    void explanation_ofALockedPin_saysSo() throws Exception {
        editor.create(form("vault", "1-1"), "2468");
        for (int i = 0; i < PinLockout.FREE_TRIES; i++) {
            decide(STICK, ALICE, "0000");
        }

        Explanation explanation = book.explain(STICK, Asked.peer(ALICE));

        assertThat(explanation.rules()).singleElement().satisfies(rule -> {
            assertThat(rule.refusal()).isEqualTo(RefusalCode.PIN_LOCKED);
            assertThat(rule.text()).contains("try again in 30s");
        });
        assertThat(explanation.changes()).contains(NOON.plus(Duration.ofSeconds(30)));
    }
}
