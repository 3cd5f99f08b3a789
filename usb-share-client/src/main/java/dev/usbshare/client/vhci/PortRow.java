package dev.usbshare.client.vhci;

/**
 * One row of the controller's status files: a port and what is on it.
 *
 * @param superSpeed whether the port belongs to the SuperSpeed root hub
 * @param port the number that {@code attach} and {@code detach} take
 * @param speedCode {@link dev.usbshare.usb.UsbSpeed#code}, 0 on a free port
 * @param devid as given at attach
 * @param localBusId the device's name under {@code /sys/bus/usb/devices}, {@code 0-0} while it has none
 */
public record PortRow(boolean superSpeed, int port, State state, int speedCode, int devid, String localBusId) {

    /** {@code enum usbip_device_status} of a controller's port, with the codes of include/uapi/linux/usbip.h. */
    public enum State {
        FREE(4),
        /** Attached, no USB address yet. */
        NOT_ASSIGNED(5),
        USED(6),
        /** Out of order until the module is loaded again. */
        ERROR(7);

        private final int code;

        State(int code) {
            this.code = code;
        }

        static State ofCode(int code) {
            for (State state : values()) {
                if (state.code == code) {
                    return state;
                }
            }
            throw new IllegalArgumentException("port state " + code);
        }
    }

    public boolean isFree() {
        return state == State.FREE;
    }

    public boolean isAttached() {
        return state == State.NOT_ASSIGNED || state == State.USED;
    }
}
