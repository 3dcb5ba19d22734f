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
