{{/* Environment of every Medusa process. Call with the root. */}}
{{- define "universal-store.medusaEnv" -}}
{{- include "universal-store.secretEnv" (dict "root" . "name" "DATABASE_PASSWORD" "key" "database-password") }}
{{ include "universal-store.secretEnv" (dict "root" . "name" "CACHE_PASSWORD" "key" "cache-password") }}
{{ include "universal-store.secretEnv" (dict "root" . "name" "JWT_SECRET" "key" "jwt-secret") }}
{{ include "universal-store.secretEnv" (dict "root" . "name" "COOKIE_SECRET" "key" "cookie-secret") }}
- name: DATABASE_URL
  value: postgres://medusa:$(DATABASE_PASSWORD)@database:5432/medusa?sslmode=disable
- name: REDIS_URL
  value: redis://:$(CACHE_PASSWORD)@cache:6379/0
- name: SETUP_REVISION
  value: {{ include "universal-store.setupRevision" . | quote }}
- name: WAIT_SECONDS
  value: "600"
- name: STORE_CORS
  value: {{ .Values.url }}
- name: ADMIN_CORS
  value: {{ .Values.url }}
- name: AUTH_CORS
  value: {{ .Values.url }}
- name: MEDUSA_BACKEND_URL
  value: {{ .Values.url }}
{{ include "universal-store.nodeEnv" . }}
{{- end }}

{{/* Environment of every Node process: the heap leaves room in the memory limit for buffers and code. */}}
{{- define "universal-store.nodeEnv" -}}
- name: NODE_ENV
  value: production
- name: NODE_OPTIONS
  value: --max-old-space-size-percentage=60
- name: HOME
  value: /tmp
{{- end }}

{{/* Liveness of a Medusa process: /health answers even without a database, so it must not decide about traffic. */}}
{{- define "universal-store.medusaLiveness" -}}
livenessProbe:
  httpGet:
    path: /health
    port: http
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
{{- end }}
