/**
 * The USB devices of this machine, through libusb: the only room that knows {@code org.usb4java}.
 *
 * <p>Down the line: {@link dev.usbshare.server.usbhost.LibusbHost} finds devices in sysfs ({@code SysfsDevices},
 * {@code DeviceWatcher}) and opens them ({@code DeviceOpener}, {@code DescriptorReader}, {@code InterfaceClaims}); a
 * {@code LibusbDevice} puts URBs and blocking requests in order; its {@code TransferPipeline} turns URBs into libusb
 * transfers. Back up: libusb's callbacks arrive on the device's {@code EventThread}, which only fills the
 * {@code CompletionQueue}; the pipeline's {@code UrbReturn} drains it on the device's executor.
 *
 * <p>Threads: one event thread and one worker (for calls that block) for each open device, one watcher for the host.
 * What was taken from the kernel's drivers stands in the {@code ClaimJournal} until it is given back.
 */
@NullMarked
package dev.usbshare.server.usbhost;

import org.jspecify.annotations.NullMarked;
