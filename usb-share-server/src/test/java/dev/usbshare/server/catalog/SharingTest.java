package dev.usbshare.server.catalog;

import static dev.usbshare.server.catalog.ListedUsbHost.device;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.service.audit.RecordingAuditLog;
import dev.usbshare.service.store.TestStore;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people switch at run time, kept in a database. */
class SharingTest {

    private static final UsbDeviceInfo MOUSE = device("1-1", 0x046d, 0xc52b, 0);
    private static final UsbDeviceInfo STICK = device("1-2", 0x0781, 0x5567, 8);
    private static final UsbDeviceInfo HUB = device("1-3", 0x046d, 0x0001, ClassCode.HUB);

    private final TestStore database = TestStore.inMemory("server");
    private final JdbcSharingStore store = new JdbcSharingStore(database.jdbc(), database.transactions());
    private final RecordingAuditLog audit = new RecordingAuditLog();
    private final ListedUsbHost host = new ListedUsbHost().with(MOUSE, STICK, HUB);
    private final List<String> heard = new ArrayList<>();
    private SharedDevices shared = open();
    private SharingEditor editor = new SharingEditor(shared, store, audit);

    private SharedDevices open() {
        var devices = new SharedDevices(host, List.of(DevicePattern.parse("046d:*")), store);
        devices.addListener(new CatalogListener() {
            @Override
            public void deviceArrived(UsbDeviceInfo device) {
                heard.add("+" + device.busId());
            }

            @Override
            public void deviceLeft(UsbDeviceInfo device) {
                heard.add("-" + device.busId());
            }

            @Override
            public void deviceWithdrawn(UsbDeviceInfo device) {
                heard.add("withdrawn " + device.busId());
            }

            @Override
            public void nicknameChanged(UsbDeviceInfo device) {
                heard.add("named " + device.busId());
            }
        });
        return devices;
    }

    private void restart() {
        shared = open();
        editor = new SharingEditor(shared, store, audit);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void switchedOff_winsOverTheSettings_isTold_andStays() throws Exception {
        assertThat(shared.devices()).containsExactly(MOUSE);

        editor.share(List.of(MOUSE), false);

        assertThat(shared.devices()).isEmpty();
        assertThat(heard).containsExactly("withdrawn 1-1");
        assertThat(shared.sharing().reason(MOUSE)).isEqualTo("switched off");
        restart();
        assertThat(shared.devices()).isEmpty();
    }

    @Test
    void switchedOn_isOfferedAtOnce_andStays() throws Exception {
        editor.share(List.of(STICK), true);

        assertThat(heard).containsExactly("+1-2");
        restart();
        assertThat(shared.devices()).containsExactly(MOUSE, STICK);
        assertThat(audit.events(ServerEvent.SharingChanged.class))
                .containsExactly(new ServerEvent.SharingChanged("operator", "1-2 0781:5567", "shared"));
    }

    @Test
    void choice_isForTheDevice_notForThePlace() throws Exception {
        editor.share(List.of(STICK), true);
        host.devices.set(1, device("1-2", 0x0781, 0x9999, 8));
        assertThat(shared.devices()).as("another device there").containsExactly(MOUSE);

        host.devices.set(1, device("1-7", 0x0781, 0x5567, 8));
        assertThat(shared.devices()).as("the same elsewhere").containsExactly(MOUSE);
    }

    @Test
    void undecided_followsPatternsAgain() throws Exception {
        editor.share(List.of(MOUSE), false);
        editor.undecide(MOUSE);

        assertThat(shared.devices()).containsExactly(MOUSE);
        assertThat(store.settings()).isEmpty();
    }

    @Test
    void allOffAndOn() throws Exception {
        editor.autoShare(true);
        editor.shareAll(false);
        assertThat(shared.devices()).isEmpty();
        assertThat(shared.sharing().autoShare()).isFalse();

        editor.shareAll(true);

        assertThat(shared.devices()).containsExactly(MOUSE, STICK);
    }

    @Test
    void hubs_areNeverShared() throws Exception {
        assertThatThrownBy(() -> editor.share(List.of(HUB), true)).hasMessageContaining("hubs are never shared");
        editor.addFilter(new DevicePattern.Any());
        editor.shareAll(true);
        editor.autoShare(true);

        assertThat(shared.isShared(HUB)).isFalse();
        assertThat(shared.devices()).doesNotContain(HUB);
    }

    @Test
    void autoShare_isForNewDevicesOnly_andEndsWithItself() throws Exception {
        assertThat(editor.autoShare(true)).containsExactly(STICK);
        UsbDeviceInfo fresh = device("1-4", 0x1111, 0x2222, 0);
        host.devices.add(fresh);
        assertThat(shared.devices()).containsExactly(MOUSE, fresh);
        restart();
        assertThat(shared.devices()).containsExactly(MOUSE, fresh);

        editor.autoShare(false);

        assertThat(shared.devices()).containsExactly(MOUSE);
        assertThat(heard).contains("withdrawn 1-4");
    }

    @Test
    void filters_ofEveryKind_shareWhatTheyMean_andStay() throws Exception {
        editor.nickname(STICK, "Backup");
        for (String filter : List.of("0781:*", "class:08", "1-2", "nickname:backup")) {
            editor.addFilter(DevicePattern.parse(filter));
            assertThat(shared.devices()).as(filter).containsExactly(MOUSE, STICK);
            restart();
            assertThat(shared.devices()).as(filter).containsExactly(MOUSE, STICK);
            assertThat(editor.removeFilter(DevicePattern.parse(filter))).isTrue();
            assertThat(shared.devices()).as("without " + filter).containsExactly(MOUSE);
        }
        assertThat(editor.removeFilter(DevicePattern.parse("1-2"))).isFalse();
    }

    @Test
    void nickname_isTold_kept_andUnique() throws Exception {
        editor.nickname(MOUSE, " Desk Mouse ");

        assertThat(shared.nickname(MOUSE)).isEqualTo("Desk Mouse");
        assertThat(heard).containsExactly("named 1-1");
        assertThatThrownBy(() -> editor.nickname(STICK, "desk mouse"))
                .isInstanceOfSatisfying(
                        SharingException.class, e -> assertThat(e.kind()).isEqualTo(SharingException.Kind.CONFLICT))
                .hasMessageContaining("1-1 046d:c52b");
        restart();
        assertThat(shared.nickname(MOUSE)).isEqualTo("Desk Mouse");
        editor.nickname(MOUSE, "");
        assertThat(store.settings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"esc\u001b[2J", "line\nbreak", "turn\u202earound", "a,b", "zero\u200bwidth"})
    void nicknameThatCouldActOnATerminal_isRefused(String nickname) {
        assertThatThrownBy(() -> editor.nickname(MOUSE, nickname))
                .isInstanceOf(SharingException.class)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("\u001b", "\n", "\u202e"));
        assertThat(shared.nickname(MOUSE)).isEmpty();
    }

    @Test
    void nicknameWithSql_isOnlyText() throws Exception {
        String nickname = "'; drop table device_setting; --";

        editor.nickname(MOUSE, nickname);
        restart();

        assertThat(shared.nickname(MOUSE)).isEqualTo(nickname);
    }

    @Test
    void changeThatCannotBeAudited_isNotMade() {
        audit.diskIsFull(true);

        assertThatThrownBy(() -> editor.share(List.of(STICK), true)).hasMessageContaining("nothing was changed");

        assertThat(shared.devices()).containsExactly(MOUSE);
        assertThat(store.settings()).isEmpty();
    }

    @Test
    void changeThatCannotBeKept_isNotMade() {
        database.close();

        assertThatThrownBy(() -> editor.share(List.of(STICK), true)).hasMessageContaining("nothing was changed");

        assertThat(shared.devices()).containsExactly(MOUSE);
        assertThat(heard).isEmpty();
    }

    @Test
    void peer_findsWhatItWasGranted_byNicknameToo() throws Exception {
        editor.share(List.of(STICK), true);
        editor.nickname(STICK, "backup");
        NodeId id = NodeId.of(new byte[NodeId.BYTES]);
        var byKind = new ApprovedPeer(id, "", List.of(DevicePattern.parse("046d:*")), Optional.empty(), false);
        var byName = new ApprovedPeer(id, "", List.of(DevicePattern.parse("nickname:Backup")), Optional.empty(), false);

        assertThat(shared.devices(byKind)).containsExactly(MOUSE);
        assertThat(shared.devices(byName)).containsExactly(STICK);
        assertThat(shared.find(STICK.busId(), byKind)).isEmpty();
        assertThat(shared.find(STICK.busId(), byName)).contains(STICK);
    }
}
