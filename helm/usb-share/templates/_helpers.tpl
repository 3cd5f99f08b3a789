{{- define "usb-share.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "usb-share.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains .Chart.Name .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "usb-share.name" .) | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "usb-share.selector" -}}
app.kubernetes.io/name: {{ include "usb-share.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "usb-share.labels" -}}
{{ include "usb-share.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "usb-share.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "usb-share.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* The name of an image: registry, repository and tag of the dict's image, else the chart's version. */}}
{{- define "usb-share.image" -}}
{{- with .image }}
{{- if .registry }}{{ .registry }}/{{ end }}{{ .repository }}:{{ default $.version .tag }}
{{- end }}
{{- end }}

{{/* What no container needs: every right that can be given up. */}}
{{- define "usb-share.restricted" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* The user of the image. */}}
{{- define "usb-share.user" -}}
10490
{{- end }}
