{{/* Environment of every WordPress process. Call with the root. */}}
{{- define "universal-store.woocommerceEnv" -}}
- name: STORE_URL
  value: {{ .Values.url }}
- name: SETUP_REVISION
  value: {{ include "universal-store.setupRevision" . | quote }}
- name: WAIT_SECONDS
  value: "600"
- name: HOME
  value: /tmp
{{ include "universal-store.secretEnv" (dict "root" . "name" "DATABASE_PASSWORD" "key" "database-password") }}
{{- range $key := list "auth-key" "secure-auth-key" "logged-in-key" "nonce-key" "auth-salt" "secure-auth-salt" "logged-in-salt" "nonce-salt" }}
{{ include "universal-store.secretEnv" (dict "root" $ "name" ($key | upper | replace "-" "_") "key" $key) }}
{{- end }}
{{- end }}

{{/* Mail of the processes that send it. Without a server the image says in the administration that mail is off. Call with the root. */}}
{{- define "universal-store.smtpEnv" -}}
{{- with .Values.smtp }}
- name: SMTP_HOST
  value: {{ .host }}
- name: SMTP_PORT
  value: {{ .port | quote }}
- name: SMTP_SECURITY
  value: {{ .security }}
{{- if .user }}
{{ include "universal-store.textEnv" (dict "name" "SMTP_USER" "text" .user) }}
{{ include "universal-store.secretEnv" (dict "root" $ "name" "SMTP_PASSWORD" "key" "smtp-password") }}
{{- end }}
{{ include "universal-store.textEnv" (dict "name" "MAIL_FROM" "text" .from) }}
{{- end }}
{{- end }}

{{/* Where every WordPress process writes. The volume has two folders, of which only one is served. */}}
{{- define "universal-store.woocommerceMounts" -}}
- name: tmp
  mountPath: /tmp
- name: uploads
  mountPath: /var/www/html/wp-content/uploads
  subPath: uploads
{{- end }}

{{/* Volumes of every WordPress pod. */}}
{{- define "universal-store.woocommerceVolumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 256Mi
- name: uploads
  persistentVolumeClaim:
    claimName: uploads
{{- end }}
