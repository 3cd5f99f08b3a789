package dev.usbshare.server.usbhost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbSpeed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SysfsDevicesTest {

    private static final BusId BUS_ID = new BusId("1-1");

    private final Path directory;
    private final SysfsFixture sysfs;

    SysfsDevicesTest(@TempDir Path directory) throws Exception {
        this.directory = directory;
        this.sysfs = new SysfsFixture(directory);
    }

    @Test
    void read_stick_isReadWhole() throws Exception {
        sysfs.stick("1-1", 5);

        SysfsDevice device = sysfs.devices().read().getFirst();

        assertThat(device.settled()).isTrue();
        assertThat(device.info())
                .isEqualTo(new UsbDeviceInfo(
                        BUS_ID,
                        1,
                        5,
                        UsbSpeed.HIGH,
                        0x1d6b,
                        0x0104,
                        0x0100,
                        new ClassCode(0, 0, 0),
                        List.of(new ClassCode(8, 6, 0x50)),
                        "Maker",
                        "Stick",
                        "SN1"));
    }

    @Test
    void read_deviceAsBefore_isNotReadAgain() throws Exception {
        sysfs.stick("1-1", 2).device("1-2", 3, Map.of("bNumInterfaces", " 1"));
        Map<BusId, SysfsDevice> before = before();
        sysfs.attribute("1-1", "product", "cannot change").interfaceOf("1-2", 1, 0, "08", "");

        List<SysfsDevice> after = sysfs.devices().read(before);

        assertThat(after.get(0)).isSameAs(before.get(BUS_ID));
        assertThat(after.get(1).settled()).isTrue();
    }

    @Test
    void read_newPluggingOrConfiguration_isReadAgain() throws Exception {
        sysfs.stick("1-1", 2).stick("1-2", 3);
        Map<BusId, SysfsDevice> before = before();
        sysfs.unplug("1-1").stick("1-1", 4);
        Files.delete(sysfs.root().resolve("1-2:1.0"));
        sysfs.interfaceOf("1-2", 2, 0, "03", "");

        List<SysfsDevice> after = sysfs.devices().read(before);

        assertThat(after.get(0).info().deviceNumber()).isEqualTo(4);
        assertThat(after.get(1).info().interfaceClasses()).containsExactly(new ClassCode(3, 6, 0x50));
    }

    @Test
    void read_noUsbAtAll_isEmpty() throws Exception {
        assertThat(new SysfsDevices(directory.resolve("nothing")).read()).isEmpty();
        assertThat(new SysfsDevices(directory.resolve("nothing")).find(BUS_ID)).isEmpty();
    }

    @Test
    void read_ordersByBusId() throws Exception {
        sysfs.stick("2-1", 2).stick("1-1.4", 3).stick("1-1", 4);

        assertThat(busIds()).containsExactly("1-1", "1-1.4", "2-1");
    }

    @Test
    void read_hubsAndRootHubs_areSkipped() throws Exception {
        sysfs.device("1-2", 2, Map.of("bDeviceClass", "09")).stick("1-2.1", 3);
        sysfs.device("usb1", 1, Map.of("bDeviceClass", "09"));

        assertThat(busIds()).containsExactly("1-2.1");
    }

    @Test
    void read_devicesOfVhci_areSkipped() throws Exception {
        sysfs.deviceOn("platform/vhci_hcd.0/usb3", "3-1", 2, Map.of()).stick("1-1", 3);

        assertThat(busIds()).containsExactly("1-1");
        assertThat(sysfs.devices().find(new BusId("3-1"))).isEmpty();
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "devnum, ''",
        "devnum, x",
        "devnum, -3",
        "busnum, ''",
        "idVendor, wxyz",
        "idProduct, ''",
        "speed, unknown",
        "speed, ''",
        "bDeviceClass, zz",
    })
    void read_entryThatIsHalfGone_isSkipped(String attribute, String value) throws Exception {
        sysfs.stick("1-1", 2).attribute("1-1", attribute, value).stick("1-3", 3);

        assertThat(busIds()).containsExactly("1-3");
    }

    @Test
    void read_attributesThatVanished_skipTheDeviceOnly() throws Exception {
        sysfs.stick("1-1", 2).stick("1-3", 3);
        Files.delete(sysfs.root().resolve("1-1/idVendor"));

        assertThat(busIds()).containsExactly("1-3");
    }

    @Test
    void read_linkToNowhere_isSkipped() throws Exception {
        sysfs.stick("1-3", 3);
        Files.createSymbolicLink(sysfs.root().resolve("1-1"), directory.resolve("gone"));

        assertThat(busIds()).containsExactly("1-3");
    }

    @Test
    void read_deviceWithoutStrings_hasEmptyOnes() throws Exception {
        sysfs.stick("1-1", 2);
        for (String each : List.of("manufacturer", "product", "serial")) {
            Files.delete(sysfs.root().resolve("1-1").resolve(each));
        }

        UsbDeviceInfo info = sysfs.devices().read().getFirst().info();

        assertThat(List.of(info.manufacturer(), info.product(), info.serial())).containsOnly("");
    }

    @Test
    void read_hostileStrings_areCleaned() throws Exception {
        sysfs.stick("1-1", 2);
        Files.write(
                sysfs.root().resolve("1-1/product"),
                Descriptors.concat(
                        "\u001b[31mred\u202Ealp".getBytes(StandardCharsets.UTF_8), Descriptors.bytes(0xff, 0xc0, 10)));

        String product = sysfs.devices().read().getFirst().info().product();

        assertThat(product).startsWith("[31mredalp").doesNotContain("\u001b", "\u202E");
    }

    @Test
    void read_sparseInterfaces_comeInTheOrderOfTheirNumbers() throws Exception {
        sysfs.device("1-1", 2, Map.of("bNumInterfaces", " 3"))
                .interfaceOf("1-1", 1, 10, "ff", "")
                .interfaceOf("1-1", 1, 7, "03", "usbhid")
                .interfaceOf("1-1", 1, 0, "08", "usb-storage");

        SysfsDevice device = sysfs.devices().read().getFirst();

        assertThat(device.settled()).isTrue();
        assertThat(device.info().interfaceClasses().stream().map(ClassCode::baseClass))
                .containsExactly(8, 3, 0xff);
        assertThat(sysfs.devices().drivers(BUS_ID))
                .containsExactly(Map.entry(0, "usb-storage"), Map.entry(7, "usbhid"));
    }

    @Test
    void read_interfacesOfAnotherDevice_areNotMixedUp() throws Exception {
        sysfs.stick("1-1", 2).stick("1-1.1", 3).stick("1-10", 4);

        assertThat(sysfs.devices().drivers(BUS_ID)).hasSize(1);
        assertThat(sysfs.devices().read()).allMatch(SysfsDevice::settled);
    }

    @Test
    void read_interfacesStillToCome_isNotSettled() throws Exception {
        sysfs.device("1-1", 2, Map.of("bNumInterfaces", " 2")).interfaceOf("1-1", 1, 0, "08", "");

        assertThat(sysfs.devices().read().getFirst().settled()).isFalse();
    }

    @Test
    void read_unconfiguredDevice_isNotSettled() throws Exception {
        sysfs.device("1-1", 2, Map.of("bNumInterfaces", "", "bConfigurationValue", ""));

        assertThat(sysfs.devices().read().getFirst().settled()).isFalse();
        assertThat(sysfs.devices().activeConfiguration(BUS_ID)).isZero();
    }

    @Test
    void read_foreignEntries_areIgnored() throws Exception {
        sysfs.stick("1-1", 2);
        for (String each : List.of("1-1:1.x", "1-1:", "x-y", ".hidden", "1-1:1.99999", "1-1:9.300")) {
            Files.createDirectory(sysfs.root().resolve(each));
        }

        assertThat(busIds()).containsExactly("1-1");
        assertThat(sysfs.devices().read().getFirst().settled()).isTrue();
    }

    @Test
    void identity_changesWithThePlugging() throws Exception {
        sysfs.stick("1-1", 2);
        SysfsDevice first = sysfs.devices().read().getFirst();
        sysfs.unplug("1-1").stick("1-1", 3);

        assertThat(sysfs.devices().read().getFirst().identity()).isNotEqualTo(first.identity());
    }

    @Test
    void descriptors_areTheRawBytes() throws Exception {
        sysfs.stick("1-1", 2);

        assertThat(sysfs.devices().descriptors(BUS_ID)).isEqualTo(Descriptors.kernelCopy());
    }

    private Map<BusId, SysfsDevice> before() throws Exception {
        return sysfs.devices().read().stream()
                .collect(Collectors.toMap(d -> d.info().busId(), Function.identity()));
    }

    private List<String> busIds() throws Exception {
        return sysfs.devices().read().stream()
                .map(d -> d.info().busId().value())
                .toList();
    }
}
