select '{{ env_var("POSTGRES_PASSWORD") }}' as region
