select {{ var('year') }} as year, '{{ var("names") | join("-") }}' as names, '{{ var("more", "none") }}' as more,
    '{{ env_var("REGION", "nowhere") }}' as region, '{{ target.name }}' as target, '{{ this }}' as this, '{{ this.schema }}' as schema
