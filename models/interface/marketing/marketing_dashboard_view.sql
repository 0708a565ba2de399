-- One row per month of order and market segment of the customer, under the names of the marketing dashboard.
{{ config(export='parquet') }}

with metrics as (
    select month, market_segment, total_revenue, avg_order_value, order_count, late_delivery_rate, top_brand
    from {{ ref('marketing_metrics') }}
)

select
    month as mois,
    market_segment as segment_marche,
    {{ money('total_revenue') }} as revenu_total,
    {{ money('avg_order_value') }} as valeur_moyenne_commande,
    order_count as nombre_commandes,
    {{ displayed_percentage('100 * late_delivery_rate') }} as taux_retard_livraison_pct,
    top_brand as marque_preferee
from metrics
