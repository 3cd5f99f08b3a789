/** Tests of the engine with a scripted device: the test decides when and how each URB ends. */
@NullMarked
package dev.usbshare.server.engine;

import org.jspecify.annotations.NullMarked;
