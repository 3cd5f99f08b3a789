package dev.usbshare.client.firewall;

/** The firewall refused a device. The message is for people. */
public final class NotLetInException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Verdict.Reason reason;

    NotLetInException(Verdict.Refused refused) {
        super(refused.detail());
        this.reason = refused.reason();
    }

    public Verdict.Reason reason() {
        return reason;
    }
}
