-- One row per day of order, nation and region of the customer, under the names of the finance dashboard.
{{ config(export='parquet') }}

with metrics as (
    select
        date,
        customer_nation,
        customer_region,
        total_revenue,
        total_tax,
        total_discounts,
        accounts_receivable,
        margin,
        margin_percentage,
        order_count,
        average_order_value,
        avg_open_order_age
    from {{ ref('finance_metrics') }}
)

select
    date,
    customer_nation as pays_client,
    customer_region as region_client,
    {{ money('total_revenue') }} as revenu_total,
    {{ money('total_tax') }} as taxes_totales,
    {{ money('total_discounts') }} as remises_totales,
    {{ money('accounts_receivable') }} as creances_clients,
    {{ money('margin') }} as marge_estimee,
    {{ displayed_percentage('margin_percentage') }} as taux_marge_pct,
    order_count as nombre_commandes,
    {{ money('average_order_value') }} as valeur_moyenne_commande,
    cast(avg_open_order_age as decimal(9, 1)) as age_moyen_commandes_jours
from metrics
