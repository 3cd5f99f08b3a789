package dev.usbshare.client.firewall;

import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.ConfigurationDescriptor;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.InterfaceDescriptor;
import dev.usbshare.usb.UsbDeviceInfo;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides whether a device may come in. Pure: the same question gets the same answer.
 *
 * <p>In this order: what the server says of it must agree with itself; every interface of every configuration and
 * alternate setting must be of an allowed class, because the kernel can be talked into any of them; and a device at a known place
 * must be the one that was there. A person who picks a device sees what is there now, so another {@code vid:pid} at a place is
 * a new device then; a rule acts unseen, so there it must name that {@code vid:pid} itself.
 */
public final class Firewall {

    /** Offset of {@code idVendor} in a device descriptor, {@code idProduct} behind it, both little-endian. */
    private static final int VENDOR_OFFSET = 8;

    private static final int PRODUCT_OFFSET = 10;
    private static final int CLASS_OFFSET = 4;

    /** A base class of 0 says: look at the interfaces. 0xEF with interface associations says the same. */
    private static final Set<Integer> CLASSES_OF_NO_DRIVER = Set.of(0x00, 0xef);

    /** @param pins those of this server and place */
    public static Verdict decide(
            Offer offer, Occasion occasion, AllowedClasses allowed, List<DevicePin> pins, Instant now) {
        Optional<String> contradiction = contradiction(offer);
        if (contradiction.isPresent()) {
            return new Verdict.Refused(
                    Verdict.Reason.CONTRADICTION,
                    "server " + offer.serverName() + " contradicts itself about device "
                            + offer.listed().busId() + ": " + contradiction.get());
        }
        Set<Integer> classes = classes(offer.descriptors());
        Set<Integer> refused = allowed.refused(classes);
        if (!refused.isEmpty()) {
            return new Verdict.Refused(
                    Verdict.Reason.CLASS,
                    "device " + offer.leased().busId() + " (" + offer.leased().usbId() + ") has interfaces of class "
                            + UsbClassNames.of(refused) + ", which server " + offer.serverName()
                            + " may not bring here; allowed are " + allowed);
        }
        return compare(offer, occasion, pins, pinOf(offer, classes, now));
    }

    private static Verdict compare(Offer offer, Occasion occasion, List<DevicePin> pins, DevicePin present) {
        Optional<DevicePin> known = pins.stream()
                .filter(pin -> pin.isOfKind(present.vendorId(), present.productId()))
                .findFirst();
        boolean acceptsChange = occasion instanceof Occasion.ByPerson(var accepts) && accepts;
        if (known.isPresent()) {
            Optional<String> change = change(known.get(), present);
            if (change.isEmpty()) {
                return new Verdict.Admitted(Optional.empty());
            }
            return acceptsChange
                    ? new Verdict.Admitted(Optional.of(present))
                    : changed(offer, known.get(), change.get());
        }
        boolean newHere = pins.isEmpty() || occasion instanceof Occasion.ByPerson;
        if (newHere || (occasion instanceof Occasion.ByRule(var rule) && names(rule, present))) {
            return new Verdict.Admitted(Optional.of(present));
        }
        DevicePin before = pins.getFirst();
        return changed(offer, before, "it was " + before.usbId() + " and is " + present.usbId());
    }

    private static Verdict changed(Offer offer, DevicePin before, String change) {
        return new Verdict.Refused(
                Verdict.Reason.CHANGED,
                "device " + offer.leased().busId() + " of " + offer.serverName()
                        + " is not what it was when first attached ("
                        + before.summary() + "): " + change
                        + "; attach it with acceptChange if that is meant to be, or forget its pin " + before.id());
    }

    private static Optional<String> change(DevicePin before, DevicePin now) {
        if (!before.serial().equals(now.serial())) {
            return Optional.of("its serial number changed");
        }
        if (!before.digest().equals(now.digest())) {
            return Optional.of(
                    before.summary().equals(now.summary())
                            ? "its descriptors changed"
                            : "its descriptors changed, it is now " + now.summary());
        }
        return Optional.empty();
    }

    /** Whether a rule means this very {@code vid:pid}, not just whatever is there. */
    private static boolean names(DevicePattern rule, DevicePin device) {
        return rule instanceof DevicePattern.OfKind(var vendor, var product) && device.isOfKind(vendor, product);
    }

    private static Optional<String> contradiction(Offer offer) {
        UsbDeviceInfo listed = offer.listed();
        UsbDeviceInfo leased = offer.leased();
        byte[] device = offer.descriptors().device();
        if (!leased.busId().equals(listed.busId())) {
            return Optional.of("it leased " + leased.busId() + " instead");
        }
        if (!leased.usbId().equals(listed.usbId())) {
            return Optional.of("it listed " + listed.usbId() + " and leased " + leased.usbId());
        }
        if (u16(device, VENDOR_OFFSET) != leased.vendorId() || u16(device, PRODUCT_OFFSET) != leased.productId()) {
            return Optional.of("its descriptors are those of %04x:%04x"
                    .formatted(u16(device, VENDOR_OFFSET), u16(device, PRODUCT_OFFSET)));
        }
        Set<Integer> claimed = baseClasses(listed);
        if (!claimed.equals(baseClasses(leased))) {
            return Optional.of("it listed " + interfaces(claimed) + " and leased " + interfaces(baseClasses(leased)));
        }
        Optional<Set<Integer>> real = activeClasses(offer.descriptors());
        return real.filter(classes -> !classes.equals(claimed))
                .map(classes -> "it listed " + interfaces(claimed) + ", its descriptors have " + interfaces(classes));
    }

    private static String interfaces(Set<Integer> classes) {
        return classes.isEmpty() ? "no interfaces" : "interfaces of class " + UsbClassNames.of(classes);
    }

    /** What a catalog lists: the active configuration's first alternate settings; empty if the device has none active. */
    private static Optional<Set<Integer>> activeClasses(DescriptorSet descriptors) {
        return descriptors
                .configuration(descriptors.activeConfiguration())
                .map(c -> c.interfaces().stream()
                        .filter(i -> i.alternateSetting() == 0)
                        .map(i -> i.classCode().baseClass())
                        .collect(Collectors.toSet()));
    }

    private static Set<Integer> baseClasses(UsbDeviceInfo device) {
        return device.interfaceClasses().stream().map(ClassCode::baseClass).collect(Collectors.toSet());
    }

    /** Every class that a driver could bind to. */
    private static Set<Integer> classes(DescriptorSet descriptors) {
        var classes = new HashSet<Integer>();
        int deviceClass = descriptors.device()[CLASS_OFFSET] & 0xff;
        if (!CLASSES_OF_NO_DRIVER.contains(deviceClass)) {
            classes.add(deviceClass);
        }
        for (ConfigurationDescriptor configuration : descriptors.parsedConfigurations()) {
            for (InterfaceDescriptor i : configuration.interfaces()) {
                classes.add(i.classCode().baseClass());
            }
        }
        return classes;
    }

    private static DevicePin pinOf(Offer offer, Set<Integer> classes, Instant now) {
        UsbDeviceInfo device = offer.leased();
        String name = device.product().isBlank() ? device.usbId() : device.usbId() + " " + device.product();
        return new DevicePin(
                0,
                offer.server(),
                device.busId(),
                device.vendorId(),
                device.productId(),
                device.serial(),
                DescriptorDigest.of(offer.descriptors()),
                name + ", " + UsbClassNames.of(classes),
                now);
    }

    private static int u16(byte[] bytes, int offset) {
        return (bytes[offset] & 0xff) | (bytes[offset + 1] & 0xff) << 8;
    }

    private Firewall() {}
}
