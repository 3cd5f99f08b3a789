/** The module picture as rules; each module's ArchitectureTest applies them to its own classes. */
@NullMarked
package dev.usbshare.architecture;

import org.jspecify.annotations.NullMarked;
