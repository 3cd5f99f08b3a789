package dev.usbshare.simulation;

/** Why a SCSI command failed: sense key, additional sense code and its qualifier (SPC-4 §4.5). */
record Sense(int key, int code, int qualifier) {

    static final Sense NONE = new Sense(0x0, 0x00, 0x00);
    static final Sense NO_MEDIUM = new Sense(0x2, 0x3a, 0x00);
    static final Sense WRITE_ERROR = new Sense(0x3, 0x0c, 0x00);
    static final Sense READ_ERROR = new Sense(0x3, 0x11, 0x00);
    static final Sense INVALID_OPERATION_CODE = new Sense(0x5, 0x20, 0x00);
    static final Sense LBA_OUT_OF_RANGE = new Sense(0x5, 0x21, 0x00);
    static final Sense INVALID_FIELD_IN_CDB = new Sense(0x5, 0x24, 0x00);
    static final Sense UNIT_NOT_SUPPORTED = new Sense(0x5, 0x25, 0x00);
    static final Sense SAVING_NOT_SUPPORTED = new Sense(0x5, 0x39, 0x00);
    static final Sense REMOVAL_PREVENTED = new Sense(0x5, 0x53, 0x02);
    static final Sense DATA_PHASE_ERROR = new Sense(0xb, 0x4b, 0x00);

    private static final int CURRENT_FIXED = 0x70;

    /** Fixed format. */
    byte[] toBytes() {
        var bytes = new byte[18];
        bytes[0] = CURRENT_FIXED;
        bytes[2] = (byte) key;
        bytes[7] = 10;
        bytes[12] = (byte) code;
        bytes[13] = (byte) qualifier;
        return bytes;
    }
}
