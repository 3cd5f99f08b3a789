package dev.usbshare.client.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.firewall.Occasion.ByPerson;
import dev.usbshare.client.firewall.Occasion.ByRule;
import dev.usbshare.client.firewall.Verdict.Admitted;
import dev.usbshare.client.firewall.Verdict.Reason;
import dev.usbshare.client.firewall.Verdict.Refused;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.DescriptorException;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbSpeed;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirewallTest {

    private static final int PRINTER = 7;
    private static final int HID = 3;
    private static final int STORAGE = 8;
    private static final NodeId SERVER = NodeKey.generate().id();
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Occasion PERSON = new ByPerson(false);
    private static final Occasion ANY_RULE = new ByRule(new DevicePattern.Any());

    private final Device printer = new Device(0x04b8, 0x0005, "PRN1", PRINTER);

    @Test
    void firstTime_admitsAndPins() {
        Verdict verdict = decide(printer, PERSON, AllowedClasses.ALL, List.of());

        assertThat(pin(verdict))
                .hasValueSatisfying(pin -> assertThat(pin.usbId()).isEqualTo("04b8:0005"))
                .hasValueSatisfying(pin -> assertThat(pin.summary()).contains("07 (printer)"));
    }

    @Test
    void sameAgain_isAdmittedWithoutANewPin() {
        assertThat(pin(decide(printer, ANY_RULE, AllowedClasses.ALL, pinned(printer))))
                .isEmpty();
    }

    @Test
    void keyboardInThePrintersClothes_isRefused() {
        Device disguised = printer.with(HID);

        Verdict verdict = decide(disguised, PERSON, AllowedClasses.ALL, pinned(printer));

        assertThat(reason(verdict)).isEqualTo(Reason.CHANGED);
        assertThat(detail(verdict)).contains("07 (printer)", "03 (keyboard", "acceptChange");
    }

    @Test
    void change_thatAPersonAccepts_isPinnedAnew() {
        Device updated = printer.with(STORAGE);

        assertThat(pin(decide(updated, new ByPerson(true), AllowedClasses.ALL, pinned(printer))))
                .isPresent();
    }

    @Test
    void otherSerial_isAChange() {
        Device other = new Device(0x04b8, 0x0005, "PRN2", PRINTER);

        assertThat(detail(decide(other, PERSON, AllowedClasses.ALL, pinned(printer))))
                .contains("serial number");
    }

    @Test
    void otherKindAtAKnownPlace_isForAPersonToPick_notForARule() {
        Device keyboard = new Device(0x046d, 0xc31c, "", HID);

        assertThat(pin(decide(keyboard, PERSON, AllowedClasses.ALL, pinned(printer))))
                .isPresent();
        Verdict byRule = decide(keyboard, ANY_RULE, AllowedClasses.ALL, pinned(printer));
        assertThat(reason(byRule)).isEqualTo(Reason.CHANGED);
        assertThat(detail(byRule)).contains("it was 04b8:0005 and is 046d:c31c");
    }

    @Test
    void otherKindAtAKnownPlace_thatTheRuleNames_isAdmitted() {
        Device bootloader = new Device(0x1209, 0x0001, "", 0xfe);
        var rule = new ByRule(new DevicePattern.OfKind(0x1209, 0x0001));

        assertThat(pin(decide(bootloader, rule, AllowedClasses.ALL, pinned(printer))))
                .isPresent();
        assertThat(reason(decide(
                        bootloader, new ByRule(DevicePattern.parse("1209:*")), AllowedClasses.ALL, pinned(printer))))
                .isEqualTo(Reason.CHANGED);
    }

    @Test
    void classThatIsNotAllowed_isRefused_evenInAnotherConfiguration() {
        Device twoFaced = printer.withSecondConfiguration(HID);

        Verdict verdict = decide(twoFaced, new ByPerson(true), AllowedClasses.parse("07"), List.of());

        assertThat(reason(verdict)).isEqualTo(Reason.CLASS);
        assertThat(detail(verdict))
                .contains("03 (keyboard, mouse or other HID)")
                .doesNotContain("07 (printer)");
        assertThat(pin(decide(twoFaced, PERSON, AllowedClasses.parse("7,0x03"), List.of())))
                .isPresent();
    }

    @Test
    void catalogThatHidesAnInterface_isAContradiction() {
        Device both = printer.with(PRINTER, HID);
        var offer = new Offer(SERVER, "shed", printer.info(), both.info(), both.descriptors());

        assertThat(reason(Firewall.decide(offer, PERSON, AllowedClasses.ALL, List.of(), NOW)))
                .isEqualTo(Reason.CONTRADICTION);
    }

    @Test
    void descriptorsOfAnotherDevice_areAContradiction() {
        Device keyboard = new Device(0x046d, 0xc31c, "", HID);
        var otherIds = new Offer(SERVER, "shed", printer.info(), printer.info(), keyboard.descriptors());
        var otherClasses = new Offer(
                SERVER,
                "shed",
                printer.info(),
                printer.info(),
                printer.with(HID).descriptors());
        var otherLease = new Offer(SERVER, "shed", printer.info(), keyboard.info(), keyboard.descriptors());

        assertThat(List.of(otherIds, otherClasses, otherLease))
                .allSatisfy(offer -> assertThat(
                                reason(Firewall.decide(offer, new ByPerson(true), AllowedClasses.ALL, List.of(), NOW)))
                        .isEqualTo(Reason.CONTRADICTION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "08,", "printer", "8 3", "100", "0x", "-1", "\u001b[31m"})
    void classes_thatAreNone_areRefusedReadably(String text) {
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                IllegalArgumentException.class, () -> AllowedClasses.parse(text))
                        .getMessage())
                .contains("two hex digits")
                .doesNotContain("\u001b");
    }

    @Test
    void classes_readWhatTheyPrint() {
        assertThat(AllowedClasses.parse("ff, 8,0x03").toString()).isEqualTo("03,08,ff");
        assertThat(AllowedClasses.parse(" * ")).isEqualTo(AllowedClasses.ALL);
    }

    private static Verdict decide(Device device, Occasion occasion, AllowedClasses allowed, List<DevicePin> pins) {
        var offer = new Offer(SERVER, "shed", device.info(), device.info(), device.descriptors());
        return Firewall.decide(offer, occasion, allowed, pins, NOW);
    }

    private static List<DevicePin> pinned(Device device) {
        return List.of(
                pin(decide(device, PERSON, AllowedClasses.ALL, List.of())).orElseThrow());
    }

    private static Optional<DevicePin> pin(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Admitted.class);
        return ((Admitted) verdict).pin();
    }

    private static Reason reason(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Refused.class);
        return ((Refused) verdict).reason();
    }

    private static String detail(Verdict verdict) {
        return ((Refused) verdict).detail();
    }

    /** A device with one interface for each class, and perhaps a second configuration. */
    private record Device(int vendor, int product, String serial, List<Integer> classes, List<Integer> second) {

        Device(int vendor, int product, String serial, Integer... classes) {
            this(vendor, product, serial, List.of(classes), List.of());
        }

        Device with(Integer... other) {
            return new Device(vendor, product, serial, List.of(other), second);
        }

        Device withSecondConfiguration(Integer... other) {
            return new Device(vendor, product, serial, classes, List.of(other));
        }

        UsbDeviceInfo info() {
            return new UsbDeviceInfo(
                    new BusId("1-1.4"),
                    1,
                    5,
                    UsbSpeed.HIGH,
                    vendor,
                    product,
                    0x100,
                    new ClassCode(0, 0, 0),
                    classes.stream().map(c -> new ClassCode(c, 0, 0)).toList(),
                    "",
                    "",
                    serial);
        }

        DescriptorSet descriptors() {
            byte[] device = {
                18,
                1,
                0,
                2,
                0,
                0,
                0,
                64,
                (byte) vendor,
                (byte) (vendor >> 8),
                (byte) product,
                (byte) (product >> 8),
                0,
                1,
                0,
                0,
                0,
                (byte) (second.isEmpty() ? 1 : 2)
            };
            var all = second.isEmpty()
                    ? List.of(configuration(1, classes))
                    : Arrays.asList(configuration(1, classes), configuration(2, second));
            try {
                return new DescriptorSet(device, all, List.of(), new byte[0], 1);
            } catch (DescriptorException e) {
                throw new AssertionError(e);
            }
        }

        private static byte[] configuration(int value, List<Integer> classes) {
            var bytes = new ByteArrayOutputStream();
            int length = 9 + 9 * classes.size();
            bytes.writeBytes(
                    new byte[] {9, 2, (byte) length, 0, (byte) classes.size(), (byte) value, 0, (byte) 0x80, 50});
            for (int i = 0; i < classes.size(); i++) {
                bytes.writeBytes(new byte[] {9, 4, (byte) i, 0, 0, (byte) (int) classes.get(i), 0, 0, 0});
            }
            return bytes.toByteArray();
        }
    }
}
