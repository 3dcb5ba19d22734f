{{/* Labels that select a component's pods. Never change them: selectors are immutable. Call with (dict "root" $ "component" "server"). */}}
{{- define "universal-store.selectorLabels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "universal-store.labels" -}}
{{ include "universal-store.selectorLabels" . }}
app.kubernetes.io/part-of: storefleet
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
storefleet.dev/store: {{ .root.Values.store.name }}
storefleet.dev/engine: {{ .root.Values.engine }}
storefleet.dev/owner: {{ .root.Values.store.owner | quote }}
storefleet.dev/managed-by: {{ .root.Values.store.managedBy }}
{{- end }}

{{/* Labels of pods: only what does not change during a store's life, so that a new owner restarts nothing. */}}
{{- define "universal-store.podLabels" -}}
{{ include "universal-store.selectorLabels" . }}
app.kubernetes.io/part-of: storefleet
storefleet.dev/store: {{ .root.Values.store.name }}
storefleet.dev/engine: {{ .root.Values.engine }}
{{- end }}

{{/* What every pod has in common. Call with (dict "root" $ "account" "store-app" "uid" 10001). */}}
{{- define "universal-store.podSpec" -}}
serviceAccountName: {{ .account }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: {{ .uid }}
  runAsGroup: {{ .uid }}
  fsGroup: {{ .uid }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{/* Security of every container. */}}
{{- define "universal-store.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* An environment variable from the store's Secret. Call with (dict "root" $ "name" "JWT_SECRET" "key" "jwt-secret"). */}}
{{- define "universal-store.secretEnv" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .root.Values.secretName }}
      key: {{ .key }}
{{- end }}

{{/* An environment variable with text that a person wrote. Doubling every $ keeps Kubernetes from putting other variables, secrets too, into it. */}}
{{- define "universal-store.textEnv" -}}
- name: {{ .name }}
  value: {{ .text | toString | replace "$" "$$" | quote }}
{{- end }}

{{/* The container's memory limit in MiB, from which caches are sized. */}}
{{- define "universal-store.memoryEnv" -}}
- name: MEMORY_LIMIT_MIB
  valueFrom:
    resourceFieldRef:
      resource: limits.memory
      divisor: 1Mi
{{- end }}

{{/* Identifies what setup writes: pods serve only after setup has finished with exactly this. */}}
{{- define "universal-store.setupRevision" -}}
{{- $image := ternary .Values.images.medusa .Values.images.woocommerce (eq .Values.engine "medusa") -}}
{{- $store := pick .Values.store "title" "currency" "country" "adminEmail" "sampleProducts" -}}
{{- list $image .Values.url $store .Values.secretsRevision | toJson | sha256sum | trunc 16 -}}
{{- end }}

{{/* Keeps pods that mount the uploads on one node where only one node may mount them. */}}
{{- define "universal-store.uploadsAffinity" -}}
{{- if eq .Values.storage.uploadsAccessMode "ReadWriteOnce" -}}
affinity:
  podAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            app.kubernetes.io/instance: {{ .Release.Name }}
          matchExpressions:
            - key: app.kubernetes.io/component
              operator: In
              values: [server, worker, setup, cron]
{{- end }}
{{- end }}
