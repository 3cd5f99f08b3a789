/**
 * The settings as people write them: what can be set ({@link dev.usbshare.service.config.SettingTree}, read off the records that settings are bound
 * to), the file they stand in ({@link dev.usbshare.service.config.ConfigFile}), what is wrong with them and where ({@link
 * dev.usbshare.service.config.SettingsCheck}), and the file written anew with every one of them ({@link
 * dev.usbshare.service.config.SavedConfig}).
 */
@NullMarked
package dev.usbshare.service.config;

import org.jspecify.annotations.NullMarked;
