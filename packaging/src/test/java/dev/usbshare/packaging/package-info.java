/** Tests of what is shipped beside the programs. Paths are relative to this module's folder. */
@NullMarked
package dev.usbshare.packaging;

import org.jspecify.annotations.NullMarked;
