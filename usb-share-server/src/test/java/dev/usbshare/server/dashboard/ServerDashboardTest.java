package dev.usbshare.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.dashboard.AtDashboard;
import dev.usbshare.dashboard.Call;
import dev.usbshare.dashboard.Dialog;
import dev.usbshare.dashboard.LogPage;
import dev.usbshare.dashboard.LogsPage;
import dev.usbshare.dashboard.News;
import dev.usbshare.dashboard.Shown;
import dev.usbshare.tui.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

class ServerDashboardTest extends AtDashboard<ServerData> {

    private static final Instant NOW = Samples.NOW.plusSeconds(100);

    ServerDashboardTest() {
        super(Samples.DASHBOARD, Samples.data(Samples.lease(1, 2, 3)), NOW);
    }

    @Test
    void firstLook_selectsTheFirstDevice() {
        assertThat(state.selected()).isEqualTo("1-1");
        assertThat(state.toasts().toasts()).isEmpty();
    }

    @Test
    void arrows_moveTheSelection_andStopAtTheEnds() {
        press(Key.Named.UP);
        assertThat(state.selected()).isEqualTo("1-1");
        press(Key.Named.DOWN);
        assertThat(state.selected()).isEqualTo("1-2");
        press(Key.Named.END);
        assertThat(state.selected()).isEqualTo("1-3.4");
        press(Key.Named.PAGE_UP);
        assertThat(state.selected()).isEqualTo("1-1");
        type("jj");
        assertThat(state.selected()).isEqualTo("1-3.4");
        type("k");
        assertThat(state.selected()).isEqualTo("1-2");
        press(Key.Named.HOME, Key.Named.PAGE_DOWN);
        assertThat(state.selected()).isEqualTo("1-3.4");
    }

    @Test
    void space_sharesWhatIsNotShared() {
        press(Key.Named.END);
        type(" ");
        assertThat(calls).containsExactly(Call.post("Receiver is shared", Map.of(), "devices", "1-3.4", "share"));
    }

    @Test
    void space_stopsSharingWhatIsFree() {
        press(Key.Named.DOWN);
        type(" ");
        assertThat(calls)
                .containsExactly(Call.post("Serial is not shared any more", Map.of(), "devices", "1-2", "unshare"));
    }

    @Test
    void space_onWhatIsInUse_asksFirst() {
        type(" ");
        assertThat(calls).isEmpty();
        assertThat(screen()).contains("DataTraveler is in use");
        type("y");
        assertThat(calls).extracting(c -> c.resource().path()).containsExactly(List.of("devices", "1-1", "unshare"));
        assertThat(state.dialog()).isEqualTo(new Dialog.None());
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "N", "q"})
    void question_answeredWithNo_changesNothing(String no) {
        type(" " + no);
        assertThat(calls).isEmpty();
        assertThat(state.dialog()).isEqualTo(new Dialog.None());
        assertThat(isOver).isFalse();
    }

    @Test
    void question_isNotAnsweredByEnter() {
        type(" ");
        press(Key.Named.ENTER);
        assertThat(calls).isEmpty();
        assertThat(state.dialog()).isInstanceOf(Dialog.Choice.class);
        press(Key.Named.ESCAPE);
        assertThat(state.dialog()).isEqualTo(new Dialog.None());
    }

    @Test
    void a_sharesAllAfterAYes() {
        type("a");
        assertThat(screen()).contains("Share all 3 devices");
        type("y");
        assertThat(calls).extracting(c -> c.resource().path()).containsExactly(List.of("devices", "*", "share"));
    }

    @Test
    void x_takesADeviceBackAfterAYes() {
        type("x");
        assertThat(screen()).contains("Take DataTraveler away from alice?");
        type("y");
        assertThat(calls).containsExactly(Call.delete("Taken back from alice", "leases", "1-1"));
    }

    @Test
    void x_onAFreeDevice_doesNothing() {
        press(Key.Named.DOWN);
        type("x");
        assertThat(state.dialog()).isEqualTo(new Dialog.None());
    }

    @Test
    void enter_showsEverythingAboutTheDevice() {
        press(Key.Named.ENTER);
        assertThat(screen()).contains("SN-1", "192.0.2.7:51234", "alice", "0951:1666");
        press(Key.Named.DOWN);
        assertThat(screen()).contains("FTDI Serial");
        press(Key.Named.ESCAPE);
        assertThat(state.dialog()).isEqualTo(new Dialog.None());
    }

    @Test
    void c_showsHowToConnect_withACode() {
        type("c");
        assertThat(screen()).contains("brave lion", "192.0.2.1:7490", "█▀▀▀▀▀█");
        type("c");
        assertThat(state.dialog()).isEqualTo(new Dialog.None());
    }

    @Test
    void c_beforeTheServiceHasTold_saysSo() {
        state = Samples.DASHBOARD.begin(NOW);
        type("c");
        assertThat(state.dialog()).isEqualTo(new Dialog.None());
        assertThat(state.toasts().toasts()).hasSize(1);
    }

    @Test
    void t_inConnect_makesATicket_whichIsShownOnce() {
        type("ct");
        assertThat(calls).containsExactly(Call.post("", Map.of(), "tickets"));
        hear(
                new News.Done<>(
                        calls.getFirst(),
                        JsonMapper.shared()
                                .readTree(
                                        "{\"id\":\"t1\",\"text\":\"usbshare1secretsecret\",\"expires\":\"2026-11-23T20:00:00Z\"}")));
        assertThat(screen()).contains("usbshare1secretsecret", "is a secret");
        assertThat(state.toString()).doesNotContain("usbshare1secretsecret");
        press(Key.Named.ESCAPE);
        assertThat(screen()).doesNotContain("usbshare1secretsecret");
    }

    @Test
    void p_showsPeers_whoeverWaitsFirst() {
        type("p");
        assertThat(state.page()).isInstanceOf(PeersPage.class);
        assertThat(screen()).containsSubsequence("bob's laptop", "alice");
        type("p");
        assertThat(state.page()).isInstanceOf(DevicesPage.class);
    }

    @Test
    void a_onWhoAsks_approvesWithWhatWasFilledIn() {
        type("pa");
        assertThat(screen()).contains("bold otter");
        press(Key.Named.ERASE_LINE);
        type("bob");
        press(Key.Named.TAB, Key.Named.TAB);
        type("8h");
        press(Key.Named.ENTER);
        assertThat(calls)
                .containsExactly(Call.post(
                        "Approved bob",
                        Map.of("name", "bob", "expires", "8h"),
                        "pending",
                        Samples.BOB.id(),
                        "approve"));
        hear(new News.Done<>(calls.getFirst(), JsonNodeFactory.instance.missingNode()));
        assertThat(state.dialog()).isEqualTo(new Dialog.None());
        assertThat(screen()).contains("Approved bob");
    }

    @Test
    void approval_thatIsRefused_keepsWhatWasTyped() {
        type("pa");
        press(Key.Named.TAB, Key.Named.TAB);
        type("yesterday");
        press(Key.Named.ENTER);
        hear(new News.Refused<>(calls.getFirst(), "'yesterday' is over"));
        assertThat(screen()).contains("'yesterday' is over", "yesterday");
    }

    @Test
    void d_onWhoAsks_deniesAfterAYes() {
        type("pdy");
        assertThat(calls)
                .extracting(c -> c.resource().path())
                .containsExactly(List.of("pending", Samples.BOB.id(), "deny"));
    }

    @Test
    void x_onAnApprovedPeer_revokesAfterAYes() {
        type("p");
        press(Key.Named.DOWN, Key.Named.DOWN);
        type("x");
        assertThat(calls).isEmpty();
        assertThat(screen()).contains("Revoke the approval of alice");
        type("y");
        assertThat(calls).containsExactly(Call.delete("Revoked alice", "peers", Samples.ALICE.id()));
    }

    @Test
    void l_showsTheLog_andTabTheAuditLog() {
        type("l");
        assertThat(state.page()).isInstanceOf(LogsPage.class);
        assertThat(state.log().source()).isEqualTo(LogPage.Source.LOG);
        press(Key.Named.TAB);
        assertThat(state.log().source()).isEqualTo(LogPage.Source.AUDIT);
        assertThat(screen()).contains("Audit log");
        press(Key.Named.ESCAPE);
        assertThat(state.page()).isInstanceOf(DevicesPage.class);
    }

    @Test
    void r_looksAgain() {
        type("r");
        assertThat(calls).containsExactly(Call.look());
    }

    @Test
    void help_namesEveryKey_andAnyKeyLeavesIt() {
        type("?");
        assertThat(screen()).contains("Space", "PgUp", "take the device back", "leave; the service goes on");
        type("q");
        assertThat(isOver).isFalse();
        assertThat(state.dialog()).isEqualTo(new Dialog.None());
    }

    @Test
    void q_leaves() {
        type("q");
        assertThat(isOver).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "?", "c", "p", "pa", "l"})
    void ctrlC_leavesFromEverywhere(String before) {
        type(before);
        press(Key.Named.INTERRUPT);
        assertThat(isOver).isTrue();
    }

    @Test
    void unknownKeys_doNothing() {
        Shown<ServerData> before = state;
        press(Key.typed('z'), new Key.Pasted("share everything"), Key.Named.TAB, Key.Named.DELETE);
        assertThat(calls).isEmpty();
        assertThat(state).isEqualTo(before);
    }

    @Test
    void selection_followsItsDevice_whenOthersComeAndGo() {
        press(Key.Named.DOWN);
        ServerData fewer = Samples.data(null);
        hear(new News.Seen<>(with(fewer, List.of(Samples.SERIAL, Samples.KEYBOARD))));
        assertThat(state.selected()).isEqualTo("1-2");
        hear(new News.Seen<>(with(fewer, List.of(Samples.KEYBOARD))));
        assertThat(state.selected()).isEqualTo("1-3.4");
        hear(new News.Seen<>(with(fewer, List.of())));
        assertThat(state.selected()).isEmpty();
        assertThat(screen()).contains("No USB device is here");
        type(" xa");
        press(Key.Named.ENTER, Key.Named.DOWN);
        assertThat(calls).isEmpty();
    }

    private static ServerData with(ServerData data, List<ServerData.Device> devices) {
        return new ServerData(
                devices, data.leases(), data.sessions(), data.asking(), data.peers(), data.log(), data.connection());
    }

    @Test
    void whatChanges_isToldInToasts() {
        hear(new News.Seen<>(with(Samples.data(null), List.of(Samples.DRIVE, Samples.SERIAL))));
        assertThat(screen()).contains("Unplugged: Receiver", "alice gave back DataTraveler");
    }

    @Test
    void silentService_isShownAsSuch_andComesBackByItself() {
        hear(new News.Silent<>("no service is running"));
        letPass(Duration.ofSeconds(7));
        assertThat(screen()).contains("no answer for 7s", "no service is running", "DataTraveler");
        hear(new News.Seen<>(Samples.data(null)));
        assertThat(screen()).contains("● live").doesNotContain("no answer");
    }

    @Test
    void refusedCall_isToldInAToast_whichFades() {
        hear(new News.Refused<>(Call.look(), "device 1-1 is set in the settings"));
        assertThat(screen()).contains("device 1-1 is set in the settings");
        letPass(Duration.ofSeconds(8));
        assertThat(screen()).doesNotContain("set in the settings");
    }
}
