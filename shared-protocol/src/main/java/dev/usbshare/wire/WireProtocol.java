package dev.usbshare.wire;

import java.util.List;

/** The protocol's name and version, as {@code docs/protocol.md} describes it. */
public final class WireProtocol {

    /** The TLS application protocol (RFC 7301): changes only when the first bytes of a connection do. */
    public static final String ALPN = "usb-share/1";

    /** The version of records and frames: named in Hello, Welcome and OPEN. */
    public static final int VERSION = 1;

    /** The feature of a node that has {@code path} records: other ways between the two are looked for. */
    public static final String FEATURE_PATHS = "paths";

    /** Every optional ability of this release. */
    public static final List<String> FEATURES = List.of(FEATURE_PATHS);

    private WireProtocol() {}
}
