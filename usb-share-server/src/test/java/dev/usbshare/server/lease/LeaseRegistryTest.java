package dev.usbshare.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.quic.ManualEventExecutor;
import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.server.policy.LeaseTerms;
import dev.usbshare.usb.BusId;
import dev.usbshare.wire.AttachMode;
import dev.usbshare.wire.RefusalCode;
import dev.usbshare.wire.WireLimits;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseRegistryTest {

    private static final BusId DEVICE = new BusId("1-1");
    private static final LeaseEnd GIVEN_BACK = new LeaseEnd(null, "given back", "tester");

    private final ManualEventExecutor executor = new ManualEventExecutor();
    private final LeaseRegistry leases = new LeaseRegistry(executor, new SecureRandom(), executor.clock());
    private final FakeSeeker alice = FakeSeeker.of(1, "alice", 1, DEVICE);
    private final FakeSeeker bob = FakeSeeker.of(2, "bob", 2, DEVICE);
    private final FakeSeeker carol = FakeSeeker.of(3, "carol", 3, DEVICE);

    private void has(FakeSeeker seeker) {
        leases.ask(seeker, AttachMode.NOW, false);
        hold(seeker);
    }

    private void hold(FakeSeeker seeker) {
        var use = new LeaseUse(EngineListener.UNHEARD, executor.ticker());
        leases.held(seeker.lease(), LeaseTerms.UNBOUND, use, Duration.ZERO);
    }

    private void giveBack(FakeSeeker seeker) {
        leases.ending(seeker.lease());
        leases.release(seeker.lease(), GIVEN_BACK);
    }

    private void waits(FakeSeeker seeker) {
        leases.ask(seeker, AttachMode.WAIT, false);
    }

    @Test
    void freeDevice_isPromisedAtOnce() {
        executor.advance(Duration.ofSeconds(7));

        leases.ask(alice, AttachMode.WAIT, false);

        assertThat(alice.heard).containsExactly("turn");
        assertThat(leases.of(DEVICE)).hasValueSatisfying(lease -> {
            assertThat(lease.holderName()).isEqualTo("alice");
            assertThat(lease.state()).isEqualTo(Lease.State.OPENING);
            assertThat(lease.since()).isEqualTo(executor.clock().instant());
        });
    }

    @Test
    void promiseThatIsDeclined_leavesNothing() {
        alice.takes = false;

        leases.ask(alice, AttachMode.NOW, false);

        assertThat(leases.all()).isEmpty();
        leases.ask(bob, AttachMode.NOW, false);
        assertThat(bob.heard).containsExactly("turn");
    }

    @Test
    void leasedDevice_now_isRefusedSayingWhoHasItSinceWhen() {
        has(alice);

        leases.ask(bob, AttachMode.NOW, false);

        assertThat(bob.heard)
                .containsExactly("refused LEASED: device 1-1 is in use by alice since 1970-01-01T00:00:00Z");
    }

    @Test
    void waitingSeekers_areServedInOrder_andToldTheirPlaces() {
        has(alice);
        waits(bob);
        waits(carol);
        assertThat(leases.waiting()).isEqualTo(2);

        giveBack(alice);
        hold(bob);
        giveBack(bob);

        assertThat(bob.heard).startsWith("queued 1 behind alice", "turn");
        assertThat(carol.heard).containsExactly("queued 2 behind alice", "queued 1 behind bob", "turn");
        assertThat(leases.waiting()).isZero();
    }

    @Test
    void turnThatIsDeclined_goesToTheNext() {
        has(alice);
        waits(bob);
        waits(carol);
        bob.takes = false;

        giveBack(alice);

        assertThat(bob.heard).last().isEqualTo("declined");
        assertThat(carol.heard).last().isEqualTo("turn");
    }

    @Test
    void everybodyDeclines_deviceIsFree() {
        has(alice);
        waits(bob);
        bob.takes = false;

        giveBack(alice);

        assertThat(leases.all()).isEmpty();
        has(carol);
    }

    @Test
    void holder_isAskedPolitely_notMoreOftenThanEveryFewSeconds() {
        has(alice);
        waits(bob);
        waits(carol);
        leases.leave(carol, true);
        waits(carol);
        assertThat(alice.heard).containsExactly("turn", "wanted by 1: bob waits for device 1-1");

        executor.advance(Duration.ofSeconds(6));
        assertThat(alice.heard).last().isEqualTo("wanted by 2: bob and 1 more wait for device 1-1");
        leases.leave(bob, true);
        leases.leave(carol, true);
        executor.advance(Duration.ofSeconds(6));

        assertThat(alice.heard).last().isEqualTo("wanted by 0: nobody waits for device 1-1 any more");
        assertThat(alice.heard).hasSize(4);
    }

    @Test
    void holderThatBegins_hearsThatOthersWait() {
        leases.ask(alice, AttachMode.NOW, false);
        waits(bob);
        assertThat(alice.heard).containsExactly("turn");

        hold(alice);

        assertThat(alice.heard).last().isEqualTo("wanted by 1: bob waits for device 1-1");
    }

    @Test
    void politeRequest_isNotSentAfterTheLeaseEnds() {
        has(alice);
        waits(bob);
        waits(carol);

        giveBack(alice);
        executor.advance(Duration.ofMinutes(1));

        assertThat(alice.heard).containsExactly("turn", "wanted by 1: bob waits for device 1-1");
    }

    @Test
    void oneSession_standsInLineOnce() {
        has(alice);
        waits(bob);

        FakeSeeker again = FakeSeeker.of(2, "bob", 2, DEVICE);
        waits(again);

        assertThat(again.heard).containsExactly("refused LEASED: this session has device 1-1 or asked for it already");
        assertThat(leases.waiting()).isEqualTo(1);
    }

    @Test
    void holder_cannotWaitForItself() {
        has(alice);

        FakeSeeker again = FakeSeeker.of(1, "alice", 1, DEVICE);
        waits(again);

        assertThat(again.heard).singleElement().asString().startsWith("refused LEASED: this session has");
    }

    @Test
    void line_isBounded() {
        has(alice);
        for (int i = 0; i < WireLimits.MAX_QUEUE; i++) {
            waits(FakeSeeker.of(5, "many", 100 + i, DEVICE));
        }

        waits(bob);

        assertThat(bob.heard).containsExactly("refused LIMIT: 256 wait for device 1-1 already");
    }

    @Test
    void placesBehindATakeover_stayWithinTheProtocolsRange() {
        has(alice);
        FakeSeeker last = bob;
        for (int i = 0; i < WireLimits.MAX_QUEUE; i++) {
            last = FakeSeeker.of(5, "many", 100 + i, DEVICE);
            waits(last);
        }

        leases.ask(carol, AttachMode.TAKE_OVER, true);

        assertThat(last.heard).last().isEqualTo("queued 256 behind alice");
    }

    @Test
    void whoeverLeaves_letsTheOthersMoveUp() {
        has(alice);
        waits(bob);
        waits(carol);

        assertThat(leases.leave(bob, true)).isTrue();
        assertThat(leases.leave(bob, true)).isFalse();

        assertThat(carol.heard).last().isEqualTo("queued 1 behind alice");
        giveBack(alice);
        assertThat(bob.heard).doesNotContain("turn");
    }

    @Test
    void takeover_withoutTheRight_isRefused() {
        has(alice);

        leases.ask(bob, AttachMode.TAKE_OVER, false);

        assertThat(bob.heard).singleElement().asString().contains("LEASED", "alice", "you may not take it over");
        assertThat(alice.heard).containsExactly("turn");
    }

    @Test
    void takeover_endsTheHoldersLease_andPassesTheLine() {
        has(alice);
        waits(bob);

        leases.ask(carol, AttachMode.TAKE_OVER, true);
        assertThat(alice.heard).last().isEqualTo("revoked TAKEN_OVER: carol took the device over");
        assertThat(bob.heard).last().isEqualTo("queued 2 behind alice");
        giveBack(alice);
        hold(carol);

        assertThat(carol.heard).startsWith("turn");
        assertThat(bob.heard).last().isEqualTo("queued 1 behind carol");
    }

    @Test
    void takeover_whileAnotherIsUnderWay_isRefused() {
        has(alice);
        leases.ask(bob, AttachMode.TAKE_OVER, true);

        leases.ask(carol, AttachMode.TAKE_OVER, true);

        assertThat(carol.heard).containsExactly("refused LEASED: bob is just taking device 1-1 over");
    }

    @Test
    void takeover_ofADeviceThatIsBeingOpened_revokesThePromise() {
        leases.ask(alice, AttachMode.NOW, false);

        leases.ask(bob, AttachMode.TAKE_OVER, true);
        leases.release(alice.lease(), GIVEN_BACK);

        assertThat(alice.heard).last().asString().startsWith("revoked TAKEN_OVER");
        assertThat(bob.heard).containsExactly("turn");
    }

    @Test
    void takeover_isNoChoiceToWait_soItCannotBeCancelled() {
        has(alice);
        leases.ask(bob, AttachMode.TAKE_OVER, true);

        assertThat(leases.leave(bob, true)).isFalse();
        assertThat(leases.leave(bob, false)).isTrue();
    }

    @Test
    void peerThatComesBack_waitsForWhatItsLastSessionGivesBack() {
        has(alice);
        FakeSeeker back = FakeSeeker.of(1, "alice", 9, DEVICE);

        leases.ask(back, AttachMode.NOW, false);
        assertThat(back.heard).isEmpty();
        giveBack(alice);

        assertThat(back.heard).containsExactly("turn");
    }

    @Test
    void peerThatComesBack_doesNotPassThoseWhoWait() {
        has(alice);
        waits(bob);
        FakeSeeker back = FakeSeeker.of(1, "alice", 9, DEVICE);

        leases.ask(back, AttachMode.NOW, false);

        assertThat(back.heard).singleElement().asString().startsWith("refused LEASED");
    }

    @Test
    void deviceThatIsNotOfferedAnyMore_endsTheLine() {
        has(alice);
        waits(bob);

        leases.closeLine(alice.device(), RefusalCode.WITHDRAWN, "device 1-1 is not shared any more");
        leases.revoke(alice.device(), LeaseEnd.notShared(DEVICE));

        assertThat(bob.heard).last().isEqualTo("refused WITHDRAWN: device 1-1 is not shared any more");
        assertThat(alice.heard).last().isEqualTo("revoked WITHDRAWN: device 1-1 is not shared any more");
        assertThat(leases.waiting()).isZero();
    }

    @Test
    void anotherDeviceInTheSameSocket_isNotTheLeasedOne() {
        has(alice);

        leases.revoke(FakeSeeker.device(DEVICE, 2), LeaseEnd.notShared(DEVICE));

        assertThat(alice.heard).containsExactly("turn");
    }

    @Test
    void releasedAgain_doesNotTouchTheNextLease() {
        has(alice);
        Lease first = alice.lease();
        giveBack(alice);
        has(bob);

        leases.release(first, GIVEN_BACK);

        assertThat(leases.of(DEVICE)).contains(bob.lease());
    }

    @Test
    void givenDevice_goesToWhoWaits_beforeTheOthers() {
        has(alice);
        waits(bob);
        waits(carol);

        assertThat(leases.give(alice.lease(), carol.who().peer())).isEmpty();
        assertThat(alice.heard).last().isEqualTo("revoked WITHDRAWN: a person at the server gave the device to carol");
        giveBack(alice);
        hold(carol);

        assertThat(carol.heard).contains("turn");
        assertThat(bob.heard).last().isEqualTo("queued 1 behind carol");
    }

    @Test
    void device_isNotGiven_toWhoDoesNotWait_orHasIt_orWhileItChangesHands() {
        has(alice);
        waits(carol);
        Lease held = alice.lease();

        assertThat(leases.give(held, bob.who().peer()))
                .hasValueSatisfying(why -> assertThat(why).contains("does not wait for device 1-1"));
        assertThat(leases.give(held, alice.who().peer())).contains("alice has device 1-1 already");
        assertThat(alice.heard).noneMatch(said -> said.startsWith("revoked"));
        leases.ask(bob, AttachMode.TAKE_OVER, true);
        assertThat(leases.give(held, carol.who().peer())).contains("bob is just taking device 1-1 over");
        giveBack(alice);
        assertThat(leases.give(held, carol.who().peer())).contains("nobody uses device 1-1 any more");
    }

    @Test
    void desk_showsLeasesAndLines_andWithdraws() {
        has(alice);
        waits(bob);
        var desk = new LeaseDesk(leases);

        var shown = desk.leases().toCompletableFuture();
        var ended = desk.withdraw("1-1").toCompletableFuture();
        var unknown = desk.withdraw("7-7").toCompletableFuture();
        executor.runUntilIdle();

        assertThat(shown.join()).singleElement().satisfies(view -> {
            assertThat(view.id()).hasSize(8);
            assertThat(view.waiting()).extracting(w -> w.who().name()).containsExactly("bob");
        });
        assertThat(ended.join()).isPresent();
        assertThat(unknown.join()).isEmpty();
        assertThat(alice.heard).last().isEqualTo("revoked WITHDRAWN: a person at the server ended the lease");
    }

    @Test
    void listeners_hearOfHolders() {
        List<String> heard = new ArrayList<>();
        leases.addListener(
                busId -> heard.add(leases.of(busId).map(Lease::holderName).orElse("nobody")));
        has(alice);
        waits(bob);

        giveBack(alice);
        giveBack(bob);

        assertThat(heard).containsExactly("alice", "nobody", "bob", "nobody");
    }

    @Test
    void ids_areNeverTheSame_andNotShownWhole() {
        var ids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            has(alice);
            ids.add(alice.lease().id());
            assertThat(alice.lease().toString())
                    .doesNotContain(alice.lease().id().toString());
            giveBack(alice);
        }

        assertThat(ids).hasSize(1000);
    }
}
