package dev.usbshare.simulation;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.ConfigurationDescriptor;
import dev.usbshare.usb.DescriptorException;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.DescriptorSet.StringDescriptor;
import dev.usbshare.usb.InterfaceDescriptor;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbSpeed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a simulated device says about itself: its standard descriptors and its row in the catalog. */
final class DeviceDescription {

    /** pid.codes' vendor id, whose products 0x0001..0x0010 are free for tests. */
    static final int VENDOR_ID = 0x1209;

    private static final int US_ENGLISH = 0x0409;
    private static final int BCD_USB_2_0 = 0x0200;
    private static final int BCD_DEVICE = 0x0100;
    private static final int MAX_PACKET_0 = 64;
    private static final String MANUFACTURER = "usb-share simulation";

    private final UsbSpeed speed;
    private final int productId;
    private final ClassCode deviceClass;
    private final String product;
    private final String serial;
    private final DescriptorSet descriptors;

    DeviceDescription(
            UsbSpeed speed,
            int productId,
            ClassCode deviceClass,
            String product,
            String serial,
            ConfigurationBytes configuration) {
        this.speed = speed;
        this.productId = productId;
        this.deviceClass = deviceClass;
        this.product = product;
        this.serial = serial;
        try {
            this.descriptors = new DescriptorSet(
                    deviceDescriptor(),
                    List.of(configuration.build()),
                    List.of(
                            new StringDescriptor(0, 0, new byte[] {4, 3, US_ENGLISH & 0xff, US_ENGLISH >> 8}),
                            string(1, MANUFACTURER),
                            string(2, product),
                            string(3, serial)),
                    new byte[0],
                    ConfigurationBytes.VALUE);
        } catch (DescriptorException e) {
            throw new IllegalArgumentException("descriptors of " + product, e);
        }
    }

    DescriptorSet descriptors() {
        return descriptors;
    }

    UsbSpeed speed() {
        return speed;
    }

    UsbDeviceInfo at(BusId busId, int busNumber, int deviceNumber) {
        ConfigurationDescriptor only = descriptors.parsedConfigurations().getFirst();
        return new UsbDeviceInfo(
                busId,
                busNumber,
                deviceNumber,
                speed,
                VENDOR_ID,
                productId,
                BCD_DEVICE,
                deviceClass,
                only.interfaces().stream().map(InterfaceDescriptor::classCode).toList(),
                MANUFACTURER,
                product,
                serial);
    }

    /** USB 2.0 §9.6.1, with strings 1 to 3 and one configuration. */
    private byte[] deviceDescriptor() {
        return ByteBuffer.allocate(DescriptorSet.DEVICE_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) DescriptorSet.DEVICE_BYTES)
                .put((byte) 1)
                .putShort((short) BCD_USB_2_0)
                .put((byte) deviceClass.baseClass())
                .put((byte) deviceClass.subClass())
                .put((byte) deviceClass.protocol())
                .put((byte) MAX_PACKET_0)
                .putShort((short) VENDOR_ID)
                .putShort((short) productId)
                .putShort((short) BCD_DEVICE)
                .put(new byte[] {1, 2, 3, 1})
                .array();
    }

    private static StringDescriptor string(int index, String text) {
        byte[] units = text.getBytes(StandardCharsets.UTF_16LE);
        byte[] raw = new byte[2 + units.length];
        raw[0] = (byte) raw.length;
        raw[1] = 3;
        System.arraycopy(units, 0, raw, 2, units.length);
        return new StringDescriptor(index, US_ENGLISH, raw);
    }
}
