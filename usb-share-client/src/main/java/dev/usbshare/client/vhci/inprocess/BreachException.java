package dev.usbshare.client.vhci.inprocess;

/** Carries a {@link Breach} from where it is seen to where the device is dropped. */
final class BreachException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Breach breach;

    BreachException(Breach.Rule rule, String detail) {
        super(detail);
        this.breach = new Breach(rule, detail);
    }

    Breach breach() {
        return breach;
    }
}
