package dev.usbshare.client.vhci;

/** The errnos of the system calls made here, with Linux's numbers on x86-64 and arm64 and its words for them. */
final class Errno {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int EMFILE = 24;

    private Errno() {}

    static String text(int errno) {
        return switch (errno) {
            case EPERM -> "operation not permitted (EPERM)";
            case ENOENT -> "no such file (ENOENT)";
            case EIO -> "input/output error (EIO)";
            case EAGAIN -> "not ready, try again (EAGAIN)";
            case EACCES -> "permission denied (EACCES)";
            case EBUSY -> "busy (EBUSY)";
            case ENODEV -> "no such device (ENODEV)";
            case EINVAL -> "invalid argument (EINVAL)";
            case EMFILE -> "too many open files (EMFILE)";
            default -> "errno " + errno;
        };
    }
}
