package dev.usbshare.capture;

import org.jspecify.annotations.Nullable;

/** The place in a device's line where a tap may be put; costs one volatile read for each URB while there is none. */
public final class CapturePoint {

    private volatile @Nullable UrbTap tap;

    /** What hears the URBs now; null if nothing does. */
    public @Nullable UrbTap tap() {
        return tap;
    }

    /** Any thread. Null takes the tap out. */
    public void set(@Nullable UrbTap newTap) {
        tap = newTap;
    }
}
